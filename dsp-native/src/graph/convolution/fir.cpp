#include <algorithm>
#include <string>

#include "abi/guard.hpp"
#include "graph/convolution/channel_pairs.hpp"
#include "graph/convolution/live_convolution.hpp"
#include "graph/factory.hpp"
#include "graph/instance.hpp"

namespace nt::graph {
namespace {

/// Convolution by one impulse, by one of the mid and one of the side, or by one for each channel. Channels go through
/// the transform in pairs.
class Fir final : public Processor {
 public:
  explicit Fir(const nt_fir_params& params)
      : tap_count_(params.tap_count),
        own_(params.layout == NT_FIR_CHANNELS ? params.channel_count : 0),
        taps_(params.taps, params.taps + params.tap_count * static_cast<size_t>(own_ == 0 ? 1 : own_)),
        mid_side_(params.layout == NT_FIR_MID_SIDE),
        delay_(params.delay) {
    if (mid_side_) side_.assign(params.side_taps, params.side_taps + params.tap_count);
  }

  void activate(double, uint32_t channels, uint32_t) override {
    if (own_ != 0 && own_ != channels)
      throw Error(NT_INVALID_ARGUMENT,
                  "channel_count = " + std::to_string(own_) + " is not the stream's " + std::to_string(channels));
    channels_ = channels;
    const size_t block = PairConvolver::block_for(tap_count_);
    pairs_.activate(channels, block);
    a_.assign(block, 0);
    b_.assign(block, 0);
    for (uint32_t c = 0; c < channels; c += 2) {
      if (own_ != 0) {
        pairs_.add({impulse(c), c + 1 < channels ? impulse(c + 1) : std::span<const double>(), 1.0});
        continue;
      }
      const bool coded = is_coded(c);
      pairs_.add({taps_, coded ? std::span<const double>(side_) : std::span<const double>(), coded ? 0.5 : 1.0});
    }
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    pairs_.queue().process(in, out, frames, [this]() noexcept { convolve(); });
  }

  void reset() noexcept override { pairs_.reset(); }

  [[nodiscard]] uint32_t latency() const noexcept override { return static_cast<uint32_t>(pairs_.block()) + delay_; }
  [[nodiscard]] uint64_t tail() const noexcept override {
    return tap_count_ - 1 > delay_ ? tap_count_ - 1 - delay_ : 0;
  }

  void save(StateWriter& writer) const override { pairs_.save(writer); }
  void load(StateReader& reader) override { pairs_.load(reader); }

 private:
  [[nodiscard]] std::span<const double> impulse(uint32_t channel) const {
    return std::span<const double>(taps_).subspan(channel * tap_count_, tap_count_);
  }
  [[nodiscard]] bool is_coded(uint32_t first) const { return mid_side_ && first == 0 && channels_ > 1; }

  void convolve() noexcept {
    const size_t block = pairs_.block();
    BlockQueue& queue = pairs_.queue();
    for (uint32_t c = 0; c < channels_; c += 2) {
      if (!is_coded(c)) {
        pairs_.convolve(c);
        continue;
      }
      // Mid and side at twice their level; the impulses are halved.
      for (size_t i = 0; i < block; ++i) a_[i] = queue.in(c)[i] + queue.in(c + 1)[i];
      for (size_t i = 0; i < block; ++i) b_[i] = queue.in(c)[i] - queue.in(c + 1)[i];
      pairs_.convolve(c, a_.data(), b_.data());
      for (size_t i = 0; i < block; ++i) queue.out(c)[i] = a_[i] + b_[i];
      for (size_t i = 0; i < block; ++i) queue.out(c + 1)[i] = a_[i] - b_[i];
    }
  }

  size_t tap_count_;
  uint32_t own_;  // channels with an impulse each; 0: one impulse, or mid and side
  std::vector<double> taps_, side_;
  bool mid_side_;
  uint32_t delay_;
  uint32_t channels_ = 0;
  ChannelPairs pairs_;
  AlignedVector<double> a_, b_;
};

/// The same without delay, as a matrix of routes.
std::unique_ptr<Processor> make_live_fir(const nt_fir_params& params) {
  using Taps = std::vector<double>;
  const size_t n = params.tap_count;
  const auto run = [&](uint32_t index) { return Taps(params.taps + index * n, params.taps + (index + 1) * n); };
  std::vector<Taps> impulses;
  const uint32_t own = params.layout == NT_FIR_CHANNELS ? params.channel_count : 0;
  for (uint32_t c = 0; c < std::max(own, 1u); ++c) impulses.push_back(run(c));
  const bool mid_side = params.layout == NT_FIR_MID_SIDE;
  if (mid_side) {
    // A channel hears half the sum of mid and side of itself, half the difference of the other.
    Taps straight(n), crossed(n);
    for (size_t i = 0; i < n; ++i) straight[i] = (params.taps[i] + params.side_taps[i]) / 2;
    for (size_t i = 0; i < n; ++i) crossed[i] = (params.taps[i] - params.side_taps[i]) / 2;
    impulses.push_back(std::move(straight));
    impulses.push_back(std::move(crossed));
  }
  const auto matrix = [impulses = std::move(impulses), own, mid_side](double, uint32_t channels) {
    if (own != 0 && own != channels)
      throw Error(NT_INVALID_ARGUMENT,
                  "channel_count = " + std::to_string(own) + " is not the stream's " + std::to_string(channels));
    partitioned::Matrix m{channels, channels, {}, impulses};
    const bool coded = mid_side && channels > 1;
    if (coded) m.routes = {{0, 0, 1}, {1, 0, 2}, {0, 1, 2}, {1, 1, 1}};
    for (uint32_t c = coded ? 2 : 0; c < channels; ++c) m.routes.push_back({c, c, own != 0 ? c : 0});
    return m;
  };
  return make_live_convolution(matrix, params.block, params.delay);
}

void require_finite(const char* name, const double* taps, uint32_t count) {
  if (!all_finite(&taps, 1, count)) throw Error(NT_NOT_FINITE, std::string(name) + " holds NaN or infinity");
}

}  // namespace

std::unique_ptr<Processor> make_fir(const nt_fir_params& params) {
  require_range("tap_count", params.tap_count, 1, NT_FIR_MAX_TAPS);
  require_range("delay", params.delay, 0, params.tap_count - 1);
  if (params.layout == NT_FIR_CHANNELS) require_range("channel_count", params.channel_count, 1, NT_MAX_CHANNELS);
  if (params.layout != NT_FIR_ALL && params.layout != NT_FIR_MID_SIDE && params.layout != NT_FIR_CHANNELS)
    throw Error(NT_INVALID_ARGUMENT, "layout = " + std::to_string(params.layout) + " is none of nt_fir_layout");
  if (params.taps == nullptr) throw Error(NT_INVALID_ARGUMENT, "taps is null");
  if ((params.layout == NT_FIR_MID_SIDE) != (params.side_taps != nullptr))
    throw Error(NT_INVALID_ARGUMENT, "side_taps is given with the layout NT_FIR_MID_SIDE, and null otherwise");
  const uint32_t impulses = params.layout == NT_FIR_CHANNELS ? params.channel_count : 1;
  for (uint32_t c = 0; c < impulses; ++c)
    require_finite("taps", params.taps + static_cast<size_t>(c) * params.tap_count, params.tap_count);
  if (params.side_taps != nullptr) require_finite("side_taps", params.side_taps, params.tap_count);
  if (params.block == 0) return std::make_unique<Fir>(params);
  require_live_block(params.block);
  return make_live_fir(params);
}

}  // namespace nt::graph
