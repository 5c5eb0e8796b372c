#pragma once
// What every source's callback calls: its frames into the ring, what is missing counted and told of with its place.

#include <array>
#include <atomic>
#include <cstdint>

#include "ntdsp/capture.h"
#include "rt/aligned.hpp"
#include "rt/counter.hpp"
#include "rt/ring/owned_ring.hpp"
#include "system/fault.hpp"
#include "system/forms.hpp"

namespace nt::capture {

using namespace system;

class Intake {
 public:
  /// Throws nt::Error. [owner]
  Intake(nt_device_samples samples, uint32_t channels, double rate, uint64_t ring_frames);

  [[nodiscard]] nt_ring* ring() const noexcept { return ring_.get(); }
  [[nodiscard]] nt_device_samples samples() const noexcept { return samples_; }
  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }
  [[nodiscard]] size_t frame_bytes() const noexcept { return size_t{form_of(samples_).bytes} * channels_; }

  // All of these by the one thread of the source. [capture]
  /// Interleaved frames as the source has them.
  void push(const void* frames, uint32_t count) noexcept NT_NONBLOCKING;
  /// Planes of F32.
  void push(const float* const* planes, uint32_t count) noexcept NT_NONBLOCKING;
  /// The source had nothing for so long, and says so.
  void push_hole(uint64_t count) noexcept NT_NONBLOCKING;
  /// Silence while there is no stream; it is told of by mark.
  void push_silence(uint64_t count) noexcept NT_NONBLOCKING;
  /// A stream ended or began here.
  void mark(nt_capture_event_kind kind) noexcept NT_NONBLOCKING;
  /// Frames that were lost before they came here.
  void count_xrun(uint64_t frames) noexcept NT_NONBLOCKING;
  /// From the source to here, in frames; ahead of push.
  void set_delay(int64_t frames) noexcept { delay_.store(frames, std::memory_order_relaxed); }
  /// Closes the ring and keeps the text, of the first call alone. After it nothing is pushed.
  void lose(const char* text) noexcept;

  void begin() noexcept;
  [[nodiscard]] nt_capture_state state() const noexcept {
    return static_cast<nt_capture_state>(state_.load(std::memory_order_acquire));
  }
  [[nodiscard]] nt_capture_clock clock() const noexcept;
  /// False: there is none. [reader]
  bool next_event(nt_capture_event& out) noexcept;
  /// Empty while the source is well.
  [[nodiscard]] const char* fault() const noexcept { return state() == NT_CAPTURE_LOST ? fault_.text() : ""; }

 private:
  static constexpr uint64_t kept_events = 256;
  /// fill(planes, from, count): frames from.. of what came into the planes.
  template <class Fill>
  uint64_t write(uint64_t count, const Fill& fill) noexcept;
  uint64_t write_zeros(uint64_t count) noexcept;
  void drop(uint64_t count) noexcept;
  /// Tells of the frames that were dropped just before this place.
  void tell_dropped() noexcept;
  void tell(nt_capture_event_kind kind, uint64_t frames) noexcept;
  void stamp(uint64_t count) noexcept;

  nt_device_samples samples_;
  uint32_t channels_;
  double rate_;
  OwnedRing ring_;
  std::array<double*, NT_MAX_CHANNELS> base_{};
  uint64_t pending_drop_ = 0;

  alignas(cache_line) Counter captured_;
  Counter silence_, dropped_, overruns_, lost_, xruns_, unheard_;
  std::atomic<int64_t> delay_{0}, start_ns_{0}, at_ns_{0};
  std::atomic<int32_t> state_{NT_CAPTURE_OPEN};
  std::array<nt_capture_event, kept_events> events_{};
  alignas(cache_line) std::atomic<uint64_t> told_{0};
  alignas(cache_line) std::atomic<uint64_t> heard_{0};
  Fault fault_;
};

}  // namespace nt::capture
