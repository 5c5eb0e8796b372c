#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "graph/dynamics/gain_history.hpp"
#include "graph/dynamics/limiter_gain.hpp"
#include "graph/dynamics/past.hpp"
#include "graph/dynamics/peak_finder.hpp"
#include "graph/factory.hpp"
#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = PeakFinder::slice;
/// What the gain aims below the ceiling: a gain that moves bends the curve between the samples a little.
constexpr double margin_db = 0.05;

int oversampling_at(double sample_rate) {
  if (sample_rate < 96000) return 16;
  return sample_rate < 192000 ? 8 : 4;
}

/// Look-ahead limiter on the true peak, linked over all channels: every interval between two frames whose interpolated
/// peak is above the ceiling asks for a reduction; LimiterGain turns the requests into a gain; the delayed audio is
/// multiplied by it. Where nothing asks, the output is the delayed input, bit for bit.
class Limiter final : public Processor {
 public:
  explicit Limiter(const nt_limiter_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    channels_ = channels;
    finder_ = std::make_unique<PeakFinder>(oversampling_at(sample_rate));
    ceiling_ = math::db_to_amp(params_.ceiling_db);
    target_ = ceiling_ * math::db_to_amp(-margin_db);
    gain_.activate(static_cast<uint32_t>(std::lround(params_.lookahead_ms * 1e-3 * sample_rate)), params_.release_ms,
                   sample_rate);
    delay_ = gain_.delay() + TruePeak::after;
    audio_.resize(channels);
    for (auto& past : audio_) past.resize(std::max<uint32_t>(delay_, TruePeak::taps + 1), slice);
    bounds_.assign(static_cast<size_t>(channels) * slice, 0.0F);
    history_.resize(sample_rate, max_frames, delay_);
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t start = 0; start < frames; start += slice) run(in, out, start, std::min(slice, frames - start));
  }

  void reset() noexcept override {
    for (auto& past : audio_) past.reset();
    gain_.reset();
    history_.reset();
  }

  [[nodiscard]] uint32_t latency() const noexcept override { return delay_; }

  void inherit(const Processor& old) noexcept override {
    const auto& from = static_cast<const Limiter&>(old);
    for (uint32_t c = 0; c < channels_; ++c) audio_[c].inherit(from.audio_[c]);
    gain_.inherit(from.gain_);
  }
  void save(StateWriter& writer) const override {
    for (const auto& past : audio_) past.save(writer);
    gain_.save(writer);
    history_.save(writer);
  }
  void load(StateReader& reader) override {
    for (auto& past : audio_) past.load(reader);
    gain_.load(reader);
    history_.load(reader);
  }

  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override {
    // What was pushed is gain - 1, in whose order dB lie too.
    const int64_t n = history_.take(gain_db, capacity);
    for (int64_t i = 0; i < n; ++i)
      if (gain_db[i] != 0) gain_db[i] = static_cast<float>(math::amp_to_db(1.0 + static_cast<double>(gain_db[i])));
    return n;
  }

 private:
  void run(const double* const* in, double* const* out, uint32_t start, uint32_t n) noexcept {
    double asked[slice], reduction[slice];
    const double* delayed[NT_MAX_CHANNELS];
    bool any = false;
    for (uint32_t c = 0; c < channels_; ++c) {
      double* x = audio_[c].append(n);
      std::copy(in[c] + start, in[c] + start + n, x);
      delayed[c] = x - delay_;
      intervals_[c] = x - TruePeak::after;
      bounded_[c] = finder_->bounds(intervals_[c], n, ceiling_, bounds_.data() + static_cast<size_t>(c) * slice);
      any = any || bounded_[c];
    }
    std::fill(asked, asked + n, 0.0);
    if (any) ask(n, asked);
    if (!gain_.run(asked, n, reduction)) {
      for (uint32_t c = 0; c < channels_; ++c) std::copy(delayed[c], delayed[c] + n, out[c] + start);
      history_.push_constant(0.0, n);
      return;
    }
    for (uint32_t i = 0; i < n; ++i) reduction[i] = -reduction[i];
    history_.push(reduction, n);
    for (uint32_t c = 0; c < channels_; ++c) {
      double* target = out[c] + start;
      for (uint32_t i = 0; i < n; ++i) target[i] = nt::fused(delayed[c][i], reduction[i], delayed[c][i]);
    }
  }

  /// For every tick the reduction that its highest peak in any channel needs: peaks are interpolated from the highest
  /// bound downwards, until no other bound is above what was found.
  void ask(uint32_t n, double* asked) noexcept {
    for (uint32_t at = 0, end; at < n; at = end) {
      end = at == 0 ? std::min(n, gain_.left_in_tick()) : std::min(n, at + gain_.tick());
      double highest = ceiling_;
      while (true) {
        float bound = 0;
        uint32_t channel = 0, frame = 0;
        for (uint32_t c = 0; c < channels_; ++c) {
          if (!bounded_[c]) continue;
          const float* row = bounds_.data() + static_cast<size_t>(c) * slice;
          for (uint32_t i = at; i < end; ++i) {
            if (row[i] <= bound) continue;
            bound = row[i];
            channel = c;
            frame = i;
          }
        }
        if (static_cast<double>(bound) <= highest) break;
        bounds_[static_cast<size_t>(channel) * slice + frame] = 0;
        highest = std::max(highest, finder_->peak(intervals_[channel] + frame));
      }
      if (highest > ceiling_) asked[at] = 1.0 - target_ / highest;
    }
  }

  nt_limiter_params params_;
  uint32_t channels_ = 0;
  std::array<const double*, NT_MAX_CHANNELS> intervals_{};
  std::array<bool, NT_MAX_CHANNELS> bounded_{};
  std::vector<float> bounds_;  // [channel][slice]
  std::unique_ptr<PeakFinder> finder_;
  double ceiling_ = 1;
  double target_ = 1;
  LimiterGain gain_;
  uint32_t delay_ = 0;
  std::vector<Past> audio_;
  GainHistory history_;
};

}  // namespace

std::unique_ptr<Processor> make_limiter(const nt_limiter_params& params) {
  require_range("ceiling_db", params.ceiling_db, -40, 0);
  require_range("lookahead_ms", params.lookahead_ms, 0.5, 20);
  require_range("release_ms", params.release_ms, 5, 2000);
  return std::make_unique<Limiter>(params);
}

}  // namespace nt::graph
