#include <algorithm>
#include <cmath>

#include "graph/dynamics/band_split.hpp"
#include "graph/dynamics/delayed_gain.hpp"
#include "graph/dynamics/gain_computer.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "graph/work_planes.hpp"
#include "rt/fused.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = GainComputer::slice;

/// A gain computer on the upper band; its gain goes to that band alone or to all. Its gain history is that gain.
class DeEsser final : public Processor {
 public:
  explicit DeEsser(const nt_de_esser_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    require_range("f_hz", params_.f_hz, 1000, 0.45 * sample_rate);
    channels_ = channels;
    split_.activate({params_.f_hz}, sample_rate, channels);
    nt_compressor_params compressor{};
    compressor.threshold_db = params_.threshold_db;
    compressor.ratio = params_.ratio;
    compressor.knee_db = params_.knee_db;
    compressor.attack_ms = params_.attack_ms;
    compressor.release_ms = params_.release_ms;
    compressor.rms_ms = 1;
    compressor.mix = 1;
    compressor.detector = NT_DETECT_PEAK;
    computer_.activate(compressor, sample_rate, channels);
    const auto ahead = static_cast<uint32_t>(std::lround(params_.lookahead_ms * 1e-3 * sample_rate));
    out_.activate(sample_rate, params_.wide != 0 ? channels : 2 * channels, ahead, slice, max_frames);
    tail_ = params_.wide != 0 ? 0 : cascade_tail(split_.slowest());
    planes_.resize(2 * static_cast<size_t>(channels), slice);
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t start = 0; start < frames; start += slice) run(in, out, start, std::min(slice, frames - start));
  }

  void reset() noexcept override {
    split_.reset();
    computer_.reset();
    out_.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return out_.latency(); }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }

  void inherit(const Processor& old) noexcept override {
    const auto& from = static_cast<const DeEsser&>(old);
    split_.inherit(from.split_);
    computer_.inherit(from.computer_);
    if (params_.wide == from.params_.wide) out_.inherit(from.out_);
  }
  void save(StateWriter& writer) const override {
    split_.save(writer);
    computer_.save(writer);
    out_.save(writer);
  }
  void load(StateReader& reader) override {
    split_.load(reader);
    computer_.load(reader);
    out_.load(reader);
  }
  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override { return out_.history(gain_db, capacity); }

 private:
  void run(const double* const* in, double* const* out, uint32_t start, uint32_t n) noexcept {
    double gain[slice];
    const double* source[NT_MAX_CHANNELS];
    for (uint32_t c = 0; c < channels_; ++c) source[c] = in[c] + start;
    split_.split(source, planes_.data(), n);
    double* const* high = planes_.data() + channels_;
    computer_.reduction(high, n, gain);
    const double most = params_.range_db;
    for (uint32_t i = 0; i < n; ++i) gain[i] = gain[i] < most ? -gain[i] : -most;
    out_.take(gain, n);
    for (uint32_t c = 0; c < channels_; ++c) {
      double* target = out[c] + start;
      if (params_.wide != 0) {
        out_.apply(c, source[c], target, gain, n);
        continue;
      }
      out_.pass(c, planes_[c], target, n);
      out_.pass(channels_ + c, high[c], high[c], n);
      for (uint32_t i = 0; i < n; ++i) target[i] = nt::fused(high[c][i], gain[i], target[i]);
    }
    out_.advance(n);
  }

  nt_de_esser_params params_;
  uint32_t channels_ = 0;
  BandSplit split_;
  GainComputer computer_;
  DelayedGain out_;    // a row for each channel, or for each channel of either band
  WorkPlanes planes_;  // [band][channel]
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_de_esser(const nt_de_esser_params& params) {
  require_range("f_hz", params.f_hz, 1000, 16000);
  require_range("threshold_db", params.threshold_db, -80, 0);
  require_range("ratio", params.ratio, 1, 100);
  require_range("knee_db", params.knee_db, 0, 24);
  require_range("range_db", params.range_db, 0, 48);
  require_range("attack_ms", params.attack_ms, 0.05, 100);
  require_range("release_ms", params.release_ms, 5, 1000);
  require_range("lookahead_ms", params.lookahead_ms, 0, 20);
  require_range("wide", params.wide, 0, 1);
  return std::make_unique<DeEsser>(params);
}

}  // namespace nt::graph
