#include <algorithm>
#include <vector>

#include "graph/cascade.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "graph/stateless.hpp"
#include "rt/aligned.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = 512;

/// What an ear hears of its own side and of the other one.
struct Ear {
  Section own, other;
};

/// The published formulae: of the feed, five sixths and 3 dB stand on what crosses, a sixth is given back to the low
/// end of the own side; the two corners lie so that the sum stays near flat; all of it is scaled to full scale at 0 Hz.
Ear design_ear(const nt_crossfeed_params& params, double sample_rate) {
  const double low_db = params.feed_db * (-5.0 / 6) - 3, high_db = params.feed_db / 6 - 3;
  const double low = math::db_to_amp(low_db), high = 1 - math::db_to_amp(high_db);
  const double high_hz = params.cut_hz * math::exp2((low_db - math::amp_to_db(high)) / 12);
  const double keep_low = math::exp(-2 * math::pi * params.cut_hz / sample_rate);
  const double keep_high = math::exp(-2 * math::pi * high_hz / sample_rate);
  const double scale = 1 / (1 - high + low);
  return {{scale * (1 - high * (1 - keep_high)), -scale * keep_high, 0, -keep_high, 0},
          {scale * low * (1 - keep_low), 0, 0, -keep_low, 0}};
}

class Crossfeed final : public Processor {
 public:
  explicit Crossfeed(const nt_crossfeed_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    channels_ = channels;
    const Ear ear = design_ear(params_, sample_rate);
    own_.set({ear.own}, channels < 2 ? 0 : 2);
    other_.set({ear.other}, channels < 2 ? 0 : 2);
    // Two ways add up: each is asked to be half as loud.
    const Section twice{2, 0, 0, 0, 0};
    tail_ = channels < 2 ? 0 : std::max(cascade_tail({ear.own, twice}), cascade_tail({ear.other, twice}));
    crossed_.assign(2 * slice, 0.0);
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    if (channels_ < 2) return pass_channels(in, out, 0, channels_, frames);
    for (uint32_t start = 0; start < frames; start += slice) run(in, out, start, std::min(slice, frames - start));
    pass_channels(in, out, 2, channels_, frames);
  }

  void reset() noexcept override {
    own_.reset();
    other_.reset();
  }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override {
    own_.save(writer);
    other_.save(writer);
  }
  void load(StateReader& reader) override {
    own_.load(reader);
    other_.load(reader);
  }

 private:
  void run(const double* const* in, double* const* out, uint32_t start, uint32_t n) noexcept {
    const double* source[] = {in[0] + start, in[1] + start};
    double* crossed[] = {crossed_.data() + slice, crossed_.data()};  // left's part stands with the right
    double* target[] = {out[0] + start, out[1] + start};
    other_.process(source, crossed, n);
    own_.process(source, target, n);
    for (int k = 0; k < 2; ++k)
      for (uint32_t i = 0; i < n; ++i) target[k][i] += crossed_[static_cast<size_t>(k) * slice + i];
  }

  nt_crossfeed_params params_;
  uint32_t channels_ = 0;
  Cascade own_, other_;
  AlignedVector<double> crossed_;
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_crossfeed(const nt_crossfeed_params& params) {
  require_range("cut_hz", params.cut_hz, 300, 2000);
  require_range("feed_db", params.feed_db, 1, 15);
  return std::make_unique<Crossfeed>(params);
}

}  // namespace nt::graph
