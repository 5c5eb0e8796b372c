#include <cmath>
#include <string>

#include "abi/guard.hpp"
#include "graph/convolution/channel_pairs.hpp"
#include "graph/convolution/live_convolution.hpp"
#include "graph/factory.hpp"
#include "graph/instance.hpp"
#include "rt/fused.hpp"

namespace nt::graph {
namespace {

/// The wet signal is the convolution with the room's impulse response, the dry one is delayed along with it.
class Reverb final : public Processor {
 public:
  explicit Reverb(const nt_reverb_params& params) : mix_(params.mix), pre_delay_ms_(params.pre_delay_ms) {
    for (uint32_t c = 0; c < params.ir_channels; ++c) ir_.emplace_back(params.ir[c], params.ir[c] + params.ir_frames);
  }

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    if (ir_.size() != 1 && ir_.size() != channels)
      throw Error(NT_INVALID_ARGUMENT, "ir_channels = " + std::to_string(ir_.size()) +
                                           " is neither 1 nor the stream's " + std::to_string(channels));
    channels_ = channels;
    const auto pre_delay = static_cast<size_t>(std::llround(pre_delay_ms_ * sample_rate / 1000));
    length_ = pre_delay + ir_[0].size();
    const size_t block = PairConvolver::block_for(length_);
    pairs_.activate(channels, block);
    const auto delayed = [&](uint32_t c) {
      std::vector<double> taps(pre_delay);
      const auto& ir = ir_.size() == 1 ? ir_[0] : ir_[c];
      taps.insert(taps.end(), ir.begin(), ir.end());
      return taps;
    };
    for (uint32_t c = 0; c < channels; c += 2) {
      const bool own = ir_.size() > 1 && c + 1 < channels;
      const auto a = delayed(c), b = own ? delayed(c + 1) : std::vector<double>();
      pairs_.add({a, b, mix_});
    }
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    pairs_.queue().process(in, out, frames, [this]() noexcept { convolve(); });
  }

  void reset() noexcept override { pairs_.reset(); }

  [[nodiscard]] uint32_t latency() const noexcept override { return static_cast<uint32_t>(pairs_.block()); }
  [[nodiscard]] uint64_t tail() const noexcept override { return mix_ == 0 ? 0 : length_ - 1; }

  void save(StateWriter& writer) const override { pairs_.save(writer); }
  void load(StateReader& reader) override { pairs_.load(reader); }

 private:
  void convolve() noexcept {
    const double dry = 1 - mix_;
    BlockQueue& queue = pairs_.queue();
    for (uint32_t c = 0; c < channels_; c += 2) pairs_.convolve(c);
    for (uint32_t c = 0; c < channels_; ++c) {
      const double* in = queue.in(c);
      double* out = queue.out(c);
      for (size_t i = 0; i < queue.block(); ++i) out[i] = nt::fused(dry, in[i], out[i]);
    }
  }

  std::vector<std::vector<double>> ir_;
  double mix_, pre_delay_ms_;
  size_t length_ = 1;
  uint32_t channels_ = 0;
  ChannelPairs pairs_;
};

/// The same without delay: the dry signal is a tap of the impulse.
std::unique_ptr<Processor> make_live_reverb(const nt_reverb_params& params) {
  std::vector<std::vector<double>> ir;
  for (uint32_t c = 0; c < params.ir_channels; ++c) ir.emplace_back(params.ir[c], params.ir[c] + params.ir_frames);
  const auto matrix = [ir = std::move(ir), mix = params.mix, pre_delay_ms = params.pre_delay_ms](double sample_rate,
                                                                                                 uint32_t channels) {
    if (ir.size() != 1 && ir.size() != channels)
      throw Error(NT_INVALID_ARGUMENT, "ir_channels = " + std::to_string(ir.size()) +
                                           " is neither 1 nor the stream's " + std::to_string(channels));
    const auto pre_delay = static_cast<size_t>(std::llround(pre_delay_ms * sample_rate / 1000));
    partitioned::Matrix m{channels, channels, {}, {}};
    for (const auto& room : ir) {
      auto& taps = m.impulses.emplace_back(pre_delay + room.size());
      for (size_t i = 0; i < room.size(); ++i) taps[pre_delay + i] = mix * room[i];
      taps[0] += 1 - mix;
    }
    for (uint32_t c = 0; c < channels; ++c) m.routes.push_back({c, c, ir.size() > 1 ? c : 0});
    return m;
  };
  return make_live_convolution(matrix, params.block, 0);
}

}  // namespace

std::unique_ptr<Processor> make_reverb(const nt_reverb_params& params) {
  require_range("ir_channels", params.ir_channels, 1, NT_MAX_CHANNELS);
  require_range("ir_frames", params.ir_frames, 1, NT_REVERB_MAX_FRAMES);
  require_range("mix", params.mix, 0, 1);
  require_range("pre_delay_ms", params.pre_delay_ms, 0, 500);
  if (params.ir == nullptr) throw Error(NT_INVALID_ARGUMENT, "ir is null");
  for (uint32_t c = 0; c < params.ir_channels; ++c)
    if (params.ir[c] == nullptr) throw Error(NT_INVALID_ARGUMENT, "a plane of ir is null");
  if (!all_finite(params.ir, params.ir_channels, params.ir_frames))
    throw Error(NT_NOT_FINITE, "ir holds NaN or infinity");
  if (params.block == 0) return std::make_unique<Reverb>(params);
  require_live_block(params.block);
  return make_live_reverb(params);
}

}  // namespace nt::graph
