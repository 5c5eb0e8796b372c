#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "graph/channels/fractional_taps.hpp"
#include "graph/dynamics/delay.hpp"
#include "graph/dynamics/past.hpp"
#include "graph/factory.hpp"
#include "rt/lanes.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = 512;

/// Whole frames in a ring, a fraction in a kernel behind it.
class MeantDelay final : public Processor {
 public:
  explicit MeantDelay(const nt_delay_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    channels_ = channels;
    // A thousandth first: whole milliseconds at whole rates stay exact.
    double frames = params_.unit == NT_DELAY_MS ? params_.delay * sample_rate / 1000 : params_.delay;
    if (frames > NT_DELAY_MAX_FRAMES)
      throw Error(NT_LIMIT, "a delay of " + std::to_string(frames) + " frames is more than 4194304");
    constexpr double hardly = 1e-6;
    if (params_.whole_frames != 0 || std::fabs(frames - std::nearbyint(frames)) < hardly)
      frames = std::nearbyint(frames);
    const auto whole = static_cast<uint32_t>(frames);
    const double fraction = frames - whole;
    fractional_ = fraction != 0;
    const uint32_t in_ring = !fractional_ ? whole : whole > fractional_centre ? whole - fractional_centre : 0;
    latency_ = fractional_ && whole < fractional_centre ? fractional_centre - whole : 0;
    tail_ = fractional_ ? in_ring + fractional_taps - latency_ : whole;
    ring_.resize(channels, in_ring, slice);
    pasts_.assign(fractional_ ? channels : 0, {});
    if (!fractional_) return;
    // Oldest first, as they meet the past.
    const auto taps = design_fractional_delay(fraction);
    std::reverse_copy(taps.begin(), taps.end(), taps_.begin());
    for (auto& past : pasts_) past.resize(fractional_taps - 1, slice), past.reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t start = 0; start < frames; start += slice) {
      const uint32_t n = std::min(slice, frames - start);
      for (uint32_t c = 0; c < channels_; ++c) {
        double* target = out[c] + start;
        if (!fractional_) {
          ring_.pass(c, in[c] + start, target, n);
          continue;
        }
        double* x = pasts_[c].append(n);
        ring_.pass(c, in[c] + start, x, n);
        const double* oldest = x - (fractional_taps - 1);
        for (uint32_t i = 0; i < n; ++i) target[i] = lanes::dot(oldest + i, taps_.data(), fractional_taps);
      }
      ring_.advance(n);
    }
  }

  void reset() noexcept override {
    ring_.reset();
    for (auto& past : pasts_) past.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return latency_; }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override {
    ring_.save(writer);
    for (const auto& past : pasts_) past.save(writer);
  }
  void load(StateReader& reader) override {
    ring_.load(reader);
    for (auto& past : pasts_) past.load(reader);
  }

 private:
  nt_delay_params params_;
  uint32_t channels_ = 0;
  bool fractional_ = false;
  uint32_t latency_ = 0;
  uint64_t tail_ = 0;
  Delay ring_;
  std::vector<Past> pasts_;
  std::array<double, fractional_taps> taps_{};
};

}  // namespace

std::unique_ptr<Processor> make_delay(const nt_delay_params& params) {
  require_range("unit", params.unit, NT_DELAY_MS, NT_DELAY_FRAMES);
  require_range("delay", params.delay, 0, params.unit == NT_DELAY_MS ? 5000 : NT_DELAY_MAX_FRAMES);
  require_range("whole_frames", params.whole_frames, 0, 1);
  return std::make_unique<MeantDelay>(params);
}

}  // namespace nt::graph
