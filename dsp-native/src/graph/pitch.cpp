#include <rubberband/RubberBandStretcher.h>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>

#include "abi/guard.hpp"
#include "graph/convolution/block_queue.hpp"
#include "graph/factory.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

using RubberBand::RubberBandStretcher;

/// Pitch shift at constant length by Rubber Band's R3 engine (f32). The engine's output depends on the sizes it is fed
/// with, so it gets blocks of one size on a grid from frame 0. It cannot save its state and may take memory while it
/// runs: this processor is for rendering, in one run.
class Pitch final : public Processor {
 public:
  explicit Pitch(double semitones) : scale_(math::exp2(semitones / 12.0)) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    if (sample_rate > highest_rate)
      throw Error(NT_INVALID_ARGUMENT, "the pitch shifter works up to 192000 Hz: resample before it");
    channels_ = channels;
    rate_ = static_cast<size_t>(sample_rate + 0.5);
    // The engine's windows grow with the rate in powers of two; what it holds back was measured as at most 4700 frames
    // at 48 kHz.
    const auto octaves = std::bit_ceil(static_cast<uint32_t>(std::max(1.0, sample_rate / 48000.0 + 0.499)));
    lag_ = lag_at_48k * octaves;
    engine_ = make_engine();
    queue_.activate(channels, block);
    held_.assign(channels, std::vector<float>(4 * lag_));
    single_.assign(channels, std::vector<float>(4 * lag_));
    begin();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    queue_.process(in, out, frames, [this]() noexcept { shift(); });
  }

  void reset() noexcept override {
    // The engine's own reset keeps traces of what it has heard; a new one has none.
    try {
      engine_ = make_engine();
    } catch (...) {
      engine_->reset();
    }
    queue_.reset();
    begin();
  }

  [[nodiscard]] uint32_t latency() const noexcept override { return static_cast<uint32_t>(block + lag_); }
  /// The engine's window smears an end by less than what it holds back.
  [[nodiscard]] uint64_t tail() const noexcept override { return lag_; }
  [[nodiscard]] nt_cut cut() const noexcept override { return NT_CUT_WHOLE; }
  void save(StateWriter&) const override {}
  void load(StateReader&) override {}

 private:
  static constexpr double highest_rate = 192000;
  static constexpr size_t block = 1024;
  static constexpr size_t lag_at_48k = 6144;

  [[nodiscard]] std::unique_ptr<RubberBandStretcher> make_engine() const {
    using R = RubberBandStretcher;
    auto engine = std::make_unique<R>(rate_, channels_,
                                      R::OptionProcessRealTime | R::OptionEngineFiner | R::OptionPitchHighQuality |
                                          R::OptionThreadingNever | R::OptionFormantShifted |
                                          (channels_ == 2 ? R::OptionChannelsTogether : R::OptionChannelsApart),
                                      1.0, scale_);
    engine->setMaxProcessSize(block);
    return engine;
  }

  /// Primes the engine with the silence it asks for, and skips what it puts before frame 0.
  void begin() noexcept {
    for (auto& plane : held_) std::fill(plane.begin(), plane.end(), 0.0f);
    count_ = lag_;
    skip_ = engine_->getStartDelay();
    for (auto& plane : single_) std::fill(plane.begin(), plane.end(), 0.0f);
    for (size_t left = engine_->getPreferredStartPad(); left > 0;) {
      const size_t n = std::min(left, block);
      feed(n);
      left -= n;
    }
  }

  /// The first n frames of single_ into the engine, and all it has ready behind the held frames.
  void feed(size_t n) noexcept {
    std::array<const float*, NT_MAX_CHANNELS> from{};
    std::array<float*, NT_MAX_CHANNELS> to{};
    for (uint32_t c = 0; c < channels_; ++c) from[c] = single_[c].data();
    engine_->process(from.data(), n, false);
    for (int ready = engine_->available(); ready > 0; ready = engine_->available()) {
      const size_t skipped = std::min(skip_, static_cast<size_t>(ready));
      const size_t room = held_[0].size() - count_;
      const size_t wanted = skipped > 0 ? std::min(skipped, room) : std::min(static_cast<size_t>(ready), room);
      if (wanted == 0) return;
      for (uint32_t c = 0; c < channels_; ++c) to[c] = held_[c].data() + count_;
      const size_t got = engine_->retrieve(to.data(), wanted);
      if (skipped > 0)
        skip_ -= got;
      else
        count_ += got;
    }
  }

  void shift() noexcept {
    for (uint32_t c = 0; c < channels_; ++c)
      for (size_t i = 0; i < block; ++i) single_[c][i] = static_cast<float>(queue_.in(c)[i]);
    feed(block);
    const size_t n = std::min(block, count_);
    for (uint32_t c = 0; c < channels_; ++c) {
      for (size_t i = 0; i < block; ++i) queue_.out(c)[i] = i < n ? static_cast<double>(held_[c][i]) : 0.0;
      std::copy(held_[c].begin() + static_cast<ptrdiff_t>(n), held_[c].begin() + static_cast<ptrdiff_t>(count_),
                held_[c].begin());
    }
    count_ -= n;
  }

  double scale_;
  size_t rate_ = 0;
  uint32_t channels_ = 0;
  size_t lag_ = 0;
  std::unique_ptr<RubberBandStretcher> engine_;
  BlockQueue queue_;
  std::vector<std::vector<float>> held_;    // shifted frames not delivered yet, the oldest first
  std::vector<std::vector<float>> single_;  // a block in f32
  size_t count_ = 0;                        // of held frames
  size_t skip_ = 0;                         // frames of the engine's own delay still to be dropped
};

}  // namespace

std::unique_ptr<Processor> make_pitch(const nt_pitch_params& params) {
  require_range("semitones", params.semitones, -3, 3);
  return std::make_unique<Pitch>(params.semitones);
}

}  // namespace nt::graph
