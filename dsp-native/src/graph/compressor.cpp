#include <algorithm>
#include <cmath>

#include "graph/dynamics/delay.hpp"
#include "graph/dynamics/gain_computer.hpp"
#include "graph/dynamics/gain_history.hpp"
#include "graph/factory.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

/// Feed-forward compressor with look-ahead: the audio, dry part included, is late by lookahead_ms, the detector is not.
/// Its gain history is the gain of the wet path without makeup and mix: what a gain-reduction meter shows.
class Compressor final : public Processor {
 public:
  explicit Compressor(const nt_compressor_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    channels_ = channels;
    const auto lookahead = static_cast<uint32_t>(std::lround(params_.lookahead_ms * 1e-3 * sample_rate));
    computer_.activate(params_, sample_rate, channels);
    delay_.resize(channels, lookahead, GainComputer::slice);
    history_.resize(sample_rate, max_frames, lookahead);
    octaves_per_db_ = 1.0 / math::amp_to_db(2.0);
    wet_ = params_.mix * math::db_to_amp(params_.makeup_db);
    dry_ = 1.0 - params_.mix;
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    double gain[GainComputer::slice];
    const double* source[NT_MAX_CHANNELS];
    for (uint32_t start = 0; start < frames; start += GainComputer::slice) {
      const uint32_t n = std::min(GainComputer::slice, frames - start);
      for (uint32_t c = 0; c < channels_; ++c) source[c] = in[c] + start;
      computer_.reduction(source, n, gain);
      for (uint32_t i = 0; i < n; ++i) gain[i] = -gain[i];
      history_.push(gain, n);
      for (uint32_t i = 0; i < n; ++i) gain[i] = std::fma(wet_, math::fast_exp2(gain[i] * octaves_per_db_), dry_);
      for (uint32_t c = 0; c < channels_; ++c) {
        double* target = out[c] + start;
        delay_.pass(c, source[c], target, n);
        for (uint32_t i = 0; i < n; ++i) target[i] *= gain[i];
      }
      delay_.advance(n);
    }
  }

  void reset() noexcept override {
    computer_.reset();
    delay_.reset();
    history_.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return delay_.length(); }

  void save(StateWriter& writer) const override {
    computer_.save(writer);
    delay_.save(writer);
    history_.save(writer);
  }
  void load(StateReader& reader) override {
    computer_.load(reader);
    delay_.load(reader);
    history_.load(reader);
  }
  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override { return history_.take(gain_db, capacity); }

 private:
  nt_compressor_params params_;
  uint32_t channels_ = 0;
  GainComputer computer_;
  Delay delay_;
  GainHistory history_;
  double octaves_per_db_ = 0;
  double wet_ = 1;
  double dry_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_compressor(const nt_compressor_params& params) {
  check_compressor_params(params);
  return std::make_unique<Compressor>(params);
}

}  // namespace nt::graph
