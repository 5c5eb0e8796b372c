#include <algorithm>
#include <string>

#include "abi/guard.hpp"
#include "graph/cascade.hpp"
#include "graph/crossover.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"

namespace nt::graph {
namespace {

/// One factor on the side of channels 0 and 1.
class WholeWidth final : public Processor {
 public:
  explicit WholeWidth(double width) : width_(width) {}

  void activate(double, uint32_t channels, uint32_t) override { channels_ = channels; }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    uint32_t c = 0;
    if (channels_ >= 2) {
      // l = m + w s with m = (l + r) / 2, s = (l - r) / 2; written so that w = 1 gives the input's own bits.
      const double change = 0.5 * (width_ - 1);
      for (uint32_t i = 0; i < frames; ++i) {
        const double left = in[0][i], right = in[1][i], difference = left - right;
        out[0][i] = std::fma(change, difference, left);
        out[1][i] = std::fma(-change, difference, right);
      }
      c = 2;
    }
    for (; c < channels_; ++c)
      if (in[c] != out[c]) std::copy_n(in[c], frames, out[c]);
  }
  void reset() noexcept override {}
  void save(StateWriter&) const override {}
  void load(StateReader&) override {}

 private:
  double width_;
  uint32_t channels_ = 0;
};

/// The side in four Linkwitz-Riley bands, each with its own factor. The bands' sum is the all-pass of the three
/// crossovers; mid and every further channel go through that same all-pass, so that what is not widened keeps its
/// phase relation.
class BandWidth final : public Processor {
 public:
  explicit BandWidth(const nt_width_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    std::vector<Section> sections, low_sections;
    for (int i = 0; i < 3; ++i) {
      const std::string name = "crossover_hz[" + std::to_string(i) + "]";
      require_range(name.c_str(), params_.crossover_hz[i], 10, 0.45 * sample_rate);
      const Crossover c = design_crossover(params_.crossover_hz[i], sample_rate);
      nodes_[i] = {Step(c.low), Step(c.all_pass)};
      sections.push_back(c.all_pass);
      low_sections.insert(low_sections.end(), {c.low, c.low});
    }
    // The longest way through the side passes the split in the middle, one of the others and its partner's all-pass.
    low_sections.insert(low_sections.end(), sections.begin(), sections.end());
    tail_ = cascade_tail(low_sections);
    channels_ = channels;
    all_pass_.set(sections, channels >= 2 ? channels - 1 : 1);
    mid_.assign(max_frames, 0.0);
    side_.assign(max_frames, 0.0);
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    const double* sources[NT_MAX_CHANNELS];
    double* targets[NT_MAX_CHANNELS];
    if (channels_ == 1) return all_pass_.process(in, out, frames);
    for (uint32_t i = 0; i < frames; ++i) {
      mid_[i] = 0.5 * (in[0][i] + in[1][i]);
      side_[i] = 0.5 * (in[0][i] - in[1][i]);
    }
    sources[0] = targets[0] = mid_.data();
    for (uint32_t c = 2; c < channels_; ++c) sources[c - 1] = in[c], targets[c - 1] = out[c];
    all_pass_.process(sources, targets, frames);
    filter_side(frames);
    for (uint32_t i = 0; i < frames; ++i) {
      const double mid = mid_[i], side = side_[i];
      out[0][i] = mid + side;
      out[1][i] = mid - side;
    }
  }

  void reset() noexcept override {
    all_pass_.reset();
    std::fill(std::begin(states_), std::end(states_), SectionState{});
  }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override {
    all_pass_.save(writer);
    for (const auto& s : states_) writer.put(s.s1), writer.put(s.s2);
  }
  void load(StateReader& reader) override {
    all_pass_.load(reader);
    for (auto& s : states_) reader.get(s.s1), reader.get(s.s2);
  }

 private:
  struct Node {
    Step low{Section{}}, all_pass{Section{}};
  };

  void filter_side(uint32_t frames) noexcept {
    const double* w = params_.width;
    const Node &lower = nodes_[0], &middle = nodes_[1], &upper = nodes_[2];
    SectionState s[11];
    std::copy(std::begin(states_), std::end(states_), s);
    for (uint32_t i = 0; i < frames; ++i) {
      const double x = side_[i];
      const double low = advance(middle.low, s[1], advance(middle.low, s[0], x));
      const double high = advance(middle.all_pass, s[2], x) - low;
      // Below the middle: bands 0 and 1, then the all-pass that the upper half gets from its own split; and mirrored.
      const double band0 = advance(lower.low, s[4], advance(lower.low, s[3], low));
      const double band1 = advance(lower.all_pass, s[5], low) - band0;
      const double band2 = advance(upper.low, s[7], advance(upper.low, s[6], high));
      const double band3 = advance(upper.all_pass, s[8], high) - band2;
      side_[i] = advance(upper.all_pass, s[9], std::fma(w[0], band0, w[1] * band1)) +
                 advance(lower.all_pass, s[10], std::fma(w[2], band2, w[3] * band3));
    }
    std::copy(std::begin(s), std::end(s), states_);
  }

  nt_width_params params_;
  Node nodes_[3];
  SectionState states_[11];
  Cascade all_pass_;  // mid and the channels from 2 on
  std::vector<double> mid_, side_;
  uint32_t channels_ = 0;
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_width(const nt_width_params& params) {
  if (params.band_count != 1 && params.band_count != 4)
    throw Error(NT_INVALID_ARGUMENT, "band_count = " + std::to_string(params.band_count) + " is neither 1 nor 4");
  for (uint32_t i = 0; i < params.band_count; ++i)
    require_range(("width[" + std::to_string(i) + "]").c_str(), params.width[i], 0, 2);
  if (params.band_count == 1) return std::make_unique<WholeWidth>(params.width[0]);
  for (int i = 0; i < 3; ++i) {
    const std::string name = "crossover_hz[" + std::to_string(i) + "]";
    require_range(name.c_str(), params.crossover_hz[i], 10, 0.45 * NT_MAX_SAMPLE_RATE);
    if (i > 0 && !(params.crossover_hz[i] > params.crossover_hz[i - 1]))
      throw Error(NT_INVALID_ARGUMENT, name + " is not above the one before it");
  }
  return std::make_unique<BandWidth>(params);
}

}  // namespace nt::graph
