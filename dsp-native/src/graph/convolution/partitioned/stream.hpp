#pragma once
// A stream through partitioned convolution: calls of any size, a swap of the impulses, the exact state.

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "graph/convolution/partitioned/engine.hpp"
#include "graph/convolution/partitioned/history.hpp"
#include "rt/state.hpp"

namespace nt::graph::partitioned {

enum class Calls { blocks, queued, direct };

struct StreamSetup {
  double sample_rate;
  size_t block;
  Calls calls;
  bool live;
  bool background;
  size_t fade_frames = 1;
  size_t longest = 0;  // taps of any impulse to come; live only
};

struct StreamReport {
  size_t latency, taps;
  uint64_t late_frames, swaps, swaps_failed;
  bool swapping;
};

/// Thread words as in ntdsp/convolution.h. T: precision of the convolution; planes may be of either.
template <class T>
class Stream {
 public:
  Stream(Matrix matrix, const StreamSetup& setup);
  ~Stream();

  /// With Calls::blocks frames is a multiple of the block.
  template <class S>
  void process(const S* const* in, S* const* out, size_t frames) noexcept;
  void reset() noexcept;
  /// False where the swap before is not over. Throws nt::Error where the stream outran the preparation.
  bool swap(std::vector<std::vector<double>> impulses);
  [[nodiscard]] StreamReport report() const noexcept;
  [[nodiscard]] size_t latency() const noexcept { return setup_.calls == Calls::queued ? setup_.block : 0; }

  /// Not live. The last input frames: what the state follows from.
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  /// An engine on its way in.
  struct Arrival {
    std::unique_ptr<Engine<T>> engine;
    uint64_t base;      // of the history it heard
    uint64_t position;  // frames of the history it has heard
  };

  void step(const T* const* in, T* const* out, size_t frames) noexcept;
  void welcome() noexcept;
  void catch_up(size_t frames) noexcept;
  void fade(const T* const* in, T* const* out, size_t frames) noexcept;
  void settle() noexcept;
  void depart(bool failed) noexcept;
  [[nodiscard]] uint64_t replay_start(const Layout& layout, size_t taps, uint64_t base, uint64_t now) const noexcept;
  /// Lets an engine hear the history from its position on, up to that frame; false where it is gone.
  bool hear(Arrival& arrival, uint64_t end, AlignedVector<T>& heard, AlignedVector<T>& ignored) const noexcept;
  std::unique_ptr<Arrival> prepare(Matrix matrix);

  Matrix matrix_;
  StreamSetup setup_;
  std::unique_ptr<Engine<T>> engine_;
  History<T> history_;
  std::atomic<uint64_t> base_{0};  // history's frame that is the stream's frame 0

  // The processing thread's.
  size_t filled_ = 0;                 // frames of the block in in_, with Calls::queued
  AlignedVector<T> in_, out_;         // a block of each channel
  AlignedVector<T> old_, new_;        // a block of each output, while fading
  AlignedVector<T> heard_;            // a block of each input, while catching up
  std::unique_ptr<Arrival> arrival_;  // the engine that is fading in
  size_t faded_ = 0;
  uint64_t late_before_ = 0;  // frames of the engines before this one
  size_t first_taps_;         // of the first impulses

  // Between the threads.
  std::atomic<Arrival*> arriving_{nullptr}, departed_{nullptr};
  std::atomic<uint64_t> swaps_{0}, swaps_failed_{0}, late_frames_{0};
  std::atomic<size_t> taps_;
  std::atomic<bool> swapping_{false};
};

extern template class Stream<float>;
extern template class Stream<double>;

}  // namespace nt::graph::partitioned
