#pragma once
// What every device's callback calls: frames of the ring as the device takes them, silence for what is missing.

#include <atomic>
#include <cstdint>
#include <vector>

#include "rt/aligned.hpp"
#include "rt/counter.hpp"
#include "rt/counter_noise.hpp"
#include "rt/ring/owned_ring.hpp"
#include "system/fault.hpp"
#include "system/forms.hpp"

namespace nt::device {

using namespace system;

class Feed {
 public:
  /// waits: the device's thread may wait for the ring. Throws nt::Error. [owner]
  Feed(const nt_device_request& request, nt_device_samples samples, uint64_t ring_frames, bool waits = false);

  [[nodiscard]] nt_ring* ring() const noexcept { return ring_.get(); }
  [[nodiscard]] const Form& form() const noexcept { return form_; }
  [[nodiscard]] nt_device_samples samples() const noexcept { return samples_; }
  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }
  /// Of the device.
  [[nodiscard]] size_t frame_bytes() const noexcept { return size_t{form_.bytes} * channels_; }

  /// Writes up to frames of the device: what the ring holds, and silence as far as needed (<= frames) if that is more.
  /// Returns how many; 0 to frames. After the end of the ring's stream nothing but silence. [device]
  uint32_t pull(void* out, uint32_t frames, uint32_t needed) noexcept NT_NONBLOCKING;
  /// The same in planes of F32. PCM only. [device]
  uint32_t pull(float* const* planes, uint32_t frames, uint32_t needed) noexcept NT_NONBLOCKING;
  /// The ring is closed and all of it is taken. [device]
  [[nodiscard]] bool has_ended() const noexcept { return has_ended_; }

  /// frames of the device that are in its buffer and not yet heard; the newest of them may be silence that followed the
  /// last frame taken. [device]
  void set_delay(int64_t frames) noexcept;
  /// The device ran dry, and frames of it were lost or repeated. Any thread of the device.
  void count_xrun(uint64_t frames) noexcept;

  void begin() noexcept { state_.store(NT_DEVICE_RUNNING, std::memory_order_release); }
  void finish() noexcept;
  /// Keeps the text of the first call; any thread of the device or its owner.
  void lose(const char* text) noexcept;
  [[nodiscard]] nt_device_state state() const noexcept {
    return static_cast<nt_device_state>(state_.load(std::memory_order_acquire));
  }

  void set_idle(bool is_idle) noexcept { is_idle_.store(is_idle, std::memory_order_relaxed); }
  void set_deadline(int64_t boottime_ns) noexcept { deadline_.store(boottime_ns, std::memory_order_release); }
  [[nodiscard]] nt_device_clock clock() const noexcept;
  /// Empty while the device is well.
  [[nodiscard]] const char* fault() const noexcept { return state() == NT_DEVICE_LOST ? fault_.text() : ""; }

 private:
  template <class Out>
  uint32_t move(const Out& out, uint32_t frames, uint32_t needed) noexcept;
  template <class Out>
  uint32_t take(const Out& out, uint32_t frames, bool is_final) noexcept;

  nt_device_samples samples_;
  const Form& form_;
  uint32_t channels_;
  OwnedRing ring_;
  std::vector<CounterNoise> noise_;  // of each channel; empty without dither
  std::vector<uint32_t> off_grid_;   // of each channel: frames since a sample needed dither
  uint64_t device_frame_ = 0;        // written so far, silence counted in: the markers of DoP follow it
  uint64_t still_behind_ = 0;        // frames of silence written behind the last one taken
  bool has_ended_ = false;

  alignas(cache_line) Counter played_;
  Counter silence_, starved_, starvations_, xruns_, late_;
  std::atomic<int64_t> delay_{0}, at_ns_{0};
  std::atomic<int32_t> state_{NT_DEVICE_OPEN};
  std::atomic<bool> is_dithering_{false};
  alignas(cache_line) std::atomic<int64_t> deadline_{INT64_MAX};
  std::atomic<bool> is_idle_{false};
  Fault fault_;
};

}  // namespace nt::device
