#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "analysis/k_weighting.hpp"
#include "graph/cascade.hpp"
#include "graph/dynamics/delayed_gain.hpp"
#include "graph/factory.hpp"
#include "rt/fused.hpp"
#include "rt/lanes.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = 512;
constexpr double blocks_per_second = 10;
constexpr double relative_gate = 0.01;  // -20 LU

/// Rides the gain towards a target loudness on a grid of 100 ms blocks that begins at frame 0 (block k: frames
/// floor(k rate / 10) and on).
///
/// For each block: the K-weighted loudness (ITU-R BS.1770-4) of the window around it, of those blocks in it that are
/// above the gate themselves, and not 20 LU below the mean of these, so that pauses and the ends of the stream do not
/// count as quiet music; amount of its distance to the target, within max_db; approached by at most rate_db_per_s. A
/// window without a block above the gate holds the gain. The first block starts at its own gain, not at 0 dB. Between
/// blocks the gain in dB is the quadratic B-spline over the blocks' gains, whose slope is continuous and never above
/// the rate.
class Rider final : public Processor {
 public:
  explicit Rider(const nt_rider_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    sample_rate_ = sample_rate;
    channels_ = channels;
    std::vector<Section> sections;
    for (const auto& s : analysis::k_weighting(sample_rate)) sections.push_back({s.b0, s.b1, s.b2, s.a1, s.a2});
    weighting_.set(sections, channels);
    weights_.resize(channels);
    analysis::channel_weights(channels, 0, weights_.data());
    window_ = static_cast<uint32_t>(std::lround(params_.window_s * blocks_per_second));
    ahead_ = window_ / 2;
    // The spline of a block needs the gain of the next one, that one the ahead_ blocks after it.
    const auto ahead = static_cast<uint32_t>(std::ceil((ahead_ + 2) * sample_rate / blocks_per_second));
    out_.activate(sample_rate, channels, ahead, slice, max_frames);
    power_.assign(window_, 0.0);
    sums_.assign(channels, {});
    weighted_.assign(static_cast<size_t>(channels) * slice, 0.0);
    gate_power_ = math::db_to_amp(2 * (params_.gate_lufs + 0.691));
    step_db_ = params_.rate_db_per_s / blocks_per_second;
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t at = 0; at < frames;) {
      const uint64_t to_block_end = start_of(block_ + 1) - frame_;
      const uint64_t to_output_end =
          frame_ < out_.latency() ? out_.latency() - frame_ : start_of(out_block_ + 1) - (frame_ - out_.latency());
      const auto n = static_cast<uint32_t>(
          std::min<uint64_t>(std::min<uint64_t>(frames - at, slice), std::min<uint64_t>(to_block_end, to_output_end)));
      listen(in, at, n);
      ride(in, out, at, n);
      at += n;
      frame_ += n;
      if (frame_ == start_of(block_ + 1)) close_block();
      if (frame_ > out_.latency() && frame_ - out_.latency() == start_of(out_block_ + 1)) ++out_block_;
    }
  }

  void reset() noexcept override {
    weighting_.reset();
    out_.reset();
    std::fill(power_.begin(), power_.end(), 0.0);
    std::fill(sums_.begin(), sums_.end(), lanes::Running{});
    gains_.fill(0.0);
    frame_ = block_ = out_block_ = 0;
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return out_.latency(); }

  void inherit(const Processor& old) noexcept override {
    const auto& from = static_cast<const Rider&>(old);
    // With another window nothing of the grid of gains is in its place.
    if (window_ != from.window_) return;
    weighting_.inherit(from.weighting_);
    out_.inherit(from.out_);
    std::copy(from.power_.begin(), from.power_.end(), power_.begin());
    std::copy(from.sums_.begin(), from.sums_.end(), sums_.begin());
    gains_ = from.gains_;
    for (double& gain : gains_) gain = std::clamp(gain, -params_.max_db, params_.max_db);
    frame_ = from.frame_;
    block_ = from.block_;
    out_block_ = from.out_block_;
  }
  void save(StateWriter& writer) const override {
    weighting_.save(writer);
    out_.save(writer);
    writer.put(power_);
    for (const auto& sum : sums_) writer.put(std::span<const double>(sum.lane));
    writer.put(std::span<const double>(gains_));
    writer.put(frame_);
  }
  void load(StateReader& reader) override {
    weighting_.load(reader);
    out_.load(reader);
    reader.get(power_);
    for (auto& sum : sums_) reader.get(std::span<double>(sum.lane));
    reader.get(std::span<double>(gains_));
    reader.get_below(frame_, uint64_t{1} << 52);
    block_ = block_at(frame_);
    out_block_ = frame_ > out_.latency() ? block_at(frame_ - out_.latency()) : 0;
  }
  [[nodiscard]] uint32_t state_version() const noexcept override { return 3; }
  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override { return out_.history(gain_db, capacity); }

 private:
  [[nodiscard]] uint64_t start_of(uint64_t block) const noexcept {
    return static_cast<uint64_t>(std::floor(static_cast<double>(block) * sample_rate_ / blocks_per_second));
  }
  /// The block that frame belongs to.
  [[nodiscard]] uint64_t block_at(uint64_t frame) const noexcept {
    auto block = static_cast<uint64_t>(static_cast<double>(frame) * blocks_per_second / sample_rate_);
    while (start_of(block + 1) <= frame) ++block;
    while (block > 0 && start_of(block) > frame) --block;
    return block;
  }
  double& gain_of(uint64_t block) noexcept { return gains_[block % gains_.size()]; }

  /// Adds frames at..at+n of the input to the block's sums of squares.
  void listen(const double* const* in, uint32_t at, uint32_t n) noexcept {
    const double* source[NT_MAX_CHANNELS];
    double* target[NT_MAX_CHANNELS];
    for (uint32_t c = 0; c < channels_; ++c) {
      source[c] = in[c] + at;
      target[c] = weighted_.data() + static_cast<size_t>(c) * slice;
    }
    weighting_.process(source, target, n);
    const auto place = static_cast<size_t>(frame_ - start_of(block_));
    for (uint32_t c = 0; c < channels_; ++c) lanes::add_energy(sums_[c], place, target[c], n);
  }

  void close_block() noexcept {
    double power = 0;
    for (uint32_t c = 0; c < channels_; ++c) power = nt::fused(weights_[c], sums_[c].total(), power);
    std::fill(sums_.begin(), sums_.end(), lanes::Running{});
    power_[block_ % window_] = power / static_cast<double>(start_of(block_ + 1) - start_of(block_));
    if (block_ >= ahead_) decide(block_ - ahead_);
    ++block_;
  }

  /// Mean power of the blocks from oldest to block_ that are not below gate; 0 without any.
  [[nodiscard]] double mean_above(double gate, uint64_t oldest) const noexcept {
    double sum = 0;
    uint32_t count = 0;
    for (uint64_t b = oldest; b <= block_; ++b) {
      const double power = power_[b % window_];
      if (power < gate) continue;
      sum += power;
      ++count;
    }
    return count == 0 ? 0.0 : sum / count;
  }

  /// The gain of block k from the window that has just become whole; at the beginning it holds fewer blocks.
  void decide(uint64_t k) noexcept {
    const uint64_t oldest = block_ + 1 >= window_ ? block_ + 1 - window_ : 0;
    double mean = mean_above(gate_power_, oldest);
    if (mean > 0) mean = mean_above(std::max(gate_power_, mean * relative_gate), oldest);
    const double before = k == 0 ? 0.0 : gain_of(k - 1);
    double gain = before;
    if (mean > 0) {
      const double loudness = math::log10(mean) * 10 - 0.691;
      const double wanted =
          std::clamp(params_.amount * (params_.target_lufs - loudness), -params_.max_db, params_.max_db);
      gain = k == 0 ? wanted : before + std::clamp(wanted - before, -step_db_, step_db_);
    }
    gain_of(k) = gain;
  }

  void ride(const double* const* in, double* const* out, uint32_t at, uint32_t n) noexcept {
    double gain[slice] = {};
    if (frame_ >= out_.latency()) {
      const uint64_t first = start_of(out_block_), length = start_of(out_block_ + 1) - first;
      const double before = gain_of(out_block_ == 0 ? 0 : out_block_ - 1), own = gain_of(out_block_),
                   next = gain_of(out_block_ + 1);
      const double scale = 1.0 / static_cast<double>(length);
      const double from = static_cast<double>(frame_ - out_.latency() - first) + 0.5;
      // In powers of u: the spline through the three, relative to its value at u = 0.
      const double start = 0.5 * (before + own), slope = own - before, curve = 0.5 * ((before - own) + (next - own));
      for (uint32_t i = 0; i < n; ++i) {
        const double u = (from + static_cast<double>(i)) * scale;
        gain[i] = nt::fused(nt::fused(curve, u, slope), u, start);
      }
    }
    out_.take(gain, n);
    for (uint32_t c = 0; c < channels_; ++c) out_.apply(c, in[c] + at, out[c] + at, gain, n);
    out_.advance(n);
  }

  nt_rider_params params_;
  double sample_rate_ = 0;
  uint32_t channels_ = 0;
  Cascade weighting_;
  std::vector<double> weights_;
  std::vector<double> weighted_;  // [channel][slice]
  DelayedGain out_;
  uint32_t window_ = 1;
  uint32_t ahead_ = 0;
  double gate_power_ = 0;
  double step_db_ = 0;
  std::vector<lanes::Running> sums_;  // of the block so far, by channel
  std::vector<double> power_;         // block b at b mod window
  std::array<double, 8> gains_{};     // block b at b mod 8, in dB
  uint64_t frame_ = 0;                // of the input
  uint64_t block_ = 0;                // that frame_ belongs to
  uint64_t out_block_ = 0;            // that the next frame out belongs to
};

}  // namespace

std::unique_ptr<Processor> make_rider(const nt_rider_params& params) {
  require_range("target_lufs", params.target_lufs, -60, 0);
  require_range("amount", params.amount, 0, 1);
  require_range("max_db", params.max_db, 0, 12);
  require_range("rate_db_per_s", params.rate_db_per_s, 0.05, 20);
  require_range("gate_lufs", params.gate_lufs, -80, -20);
  require_range("window_s", params.window_s, 0.4, 10);
  return std::make_unique<Rider>(params);
}

}  // namespace nt::graph
