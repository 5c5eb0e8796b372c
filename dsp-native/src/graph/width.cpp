#include <algorithm>
#include <string>

#include "abi/guard.hpp"
#include "graph/cascade.hpp"
#include "graph/crossover.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "graph/stateless.hpp"
#include "rt/fused.hpp"
#include "rt/pack.hpp"

namespace nt::graph {
namespace {

/// One factor on the side of channels 0 and 1.
class WholeWidth final : public Stateless {
 public:
  explicit WholeWidth(double width) : width_(width) {}

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    if (channels() < 2) return pass_channels(in, out, 0, channels(), frames);
    // l = m + w s with m = (l + r) / 2, s = (l - r) / 2; written so that w = 1 gives the input's own bits.
    const double change = 0.5 * (width_ - 1);
    for (uint32_t i = 0; i < frames; ++i) {
      const double left = in[0][i], right = in[1][i], difference = left - right;
      out[0][i] = nt::fused(change, difference, left);
      out[1][i] = nt::fused(-change, difference, right);
    }
    pass_channels(in, out, 2, channels(), frames);
  }

 private:
  double width_;
};

/// Four sections side by side, one an element.
struct Level {
  Pack4 b0, c1, c2, a1, a2, s1, s2;
  explicit Level(const Step (&k)[4], const double* state)
      : b0(Pack4::of(k[0].b0, k[1].b0, k[2].b0, k[3].b0)),
        c1(Pack4::of(k[0].c1, k[1].c1, k[2].c1, k[3].c1)),
        c2(Pack4::of(k[0].c2, k[1].c2, k[2].c2, k[3].c2)),
        a1(Pack4::of(k[0].a1, k[1].a1, k[2].a1, k[3].a1)),
        a2(Pack4::of(k[0].a2, k[1].a2, k[2].a2, k[3].a2)),
        s1(Pack4::load(state)),
        s2(Pack4::load(state + 4)) {}
  void keep(double* state) const {
    s1.store(state);
    s2.store(state + 4);
  }
  Pack4 advance(Pack4 x) {
    const Pack4 y = fma(b0, x, s1), next = fnma(a1, s1, fma(c1, x, s2));
    s2 = fnma(a2, s1, c2 * x);
    s1 = next;
    return y;
  }
};

/// The side in four Linkwitz-Riley bands, each with its own factor. The bands' sum is the all-pass of the three
/// crossovers; mid and every further channel go through that same all-pass, so that what is not widened keeps its
/// phase relation.
class BandWidth final : public Processor {
 public:
  explicit BandWidth(const nt_width_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    std::vector<Section> all_passes, longest;
    Crossover split[3];
    for (int i = 0; i < 3; ++i) {
      const std::string name = "crossover_hz[" + std::to_string(i) + "]";
      require_range(name.c_str(), params_.crossover_hz[i], 10, 0.45 * sample_rate);
      split[i] = design_crossover(params_.crossover_hz[i], sample_rate);
      all_passes.push_back(split[i].all_pass);
      longest.insert(longest.end(), {split[i].low, split[i].low, split[i].all_pass});
    }
    const auto& [lower, middle, upper] = split;
    const Section pass, nothing{0, 0, 0, 0, 0};
    const Section plan[levels][4] = {
        {middle.low, middle.all_pass, lower.all_pass, nothing},    {middle.low, pass, middle.all_pass, nothing},
        {lower.low, lower.all_pass, upper.low, upper.all_pass},    {lower.low, pass, upper.low, pass},
        {upper.all_pass, upper.all_pass, lower.all_pass, nothing},
    };
    steps_.clear();
    for (const auto& level : plan)
      for (const auto& section : level) steps_.emplace_back(section);
    // No way through it is longer than all sections in a row.
    tail_ = cascade_tail(longest);
    channels_ = channels;
    all_pass_.set(all_passes, channels == 1 ? 1 : channels - 2);
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    if (channels_ == 1) return all_pass_.process(in, out, frames);
    all_pass_.process(in + 2, out + 2, frames);
    filter_pair(in[0], in[1], out[0], out[1], frames);
  }

  void reset() noexcept override {
    all_pass_.reset();
    std::fill(std::begin(states_), std::end(states_), 0.0);
  }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override {
    all_pass_.save(writer);
    writer.put(std::span<const double>(states_));
  }
  void load(StateReader& reader) override {
    all_pass_.load(reader);
    reader.get(std::span<double>(states_));
  }

 private:
  static constexpr int levels = 5;

  Level level(int i) const noexcept {
    const Step* k = steps_.data() + 4 * i;
    return Level({k[0], k[1], k[2], k[3]}, states_ + 8 * i);
  }

  void filter_pair(const double* in_left, const double* in_right, double* left, double* right,
                   uint32_t frames) noexcept {
    Level l1 = level(0), l2 = level(1), l3 = level(2), l4 = level(3), l5 = level(4);
    const Pack4 zero = Pack4::of(0, 0, 0, 0), w = Pack4::load(params_.width);
    for (uint32_t i = 0; i < frames; ++i) {
      const double mid = 0.5 * (in_left[i] + in_right[i]), side = 0.5 * (in_left[i] - in_right[i]);
      // Elements: the way to the low half of the side, the side's middle all-pass, mid.
      const Pack4 y1 = l1.advance(Pack4::of(side, side, mid, 0));
      const Pack4 y2 = l2.advance(y1);
      // (low, low, high, high) with high = all-pass - low.
      const Pack4 low = permute<0, 0, 0, 0>(y2);
      const Pack4 y3 = l3.advance(permute<0, 0, 1, 1>(y2) - blend<0b1100>(zero, low));
      const Pack4 y4 = l4.advance(y3);
      // (band 0, all-pass, band 2, all-pass) to the four bands, weighted, added in pairs.
      const Pack4 bands = w * (y4 - blend<0b1010>(zero, permute<0, 0, 2, 2>(y4)));
      const Pack4 halves = bands + permute<1, 0, 3, 2>(bands);
      // Each half gets the all-pass that the other has from its own split; mid the third of its own.
      double y5[4];
      l5.advance(blend<0b0010>(halves, permute<2, 2, 2, 2>(y2))).store(y5);
      const double wide = y5[0] + y5[2];
      left[i] = y5[1] + wide;
      right[i] = y5[1] - wide;
    }
    const Level* all[levels] = {&l1, &l2, &l3, &l4, &l5};
    for (int i = 0; i < levels; ++i) all[i]->keep(states_ + 8 * i);
  }

  nt_width_params params_;
  std::vector<Step> steps_;         // four a level
  double states_[levels * 8] = {};  // s1 and s2 of the four
  Cascade all_pass_;                // the channels from 2 on; mono
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
