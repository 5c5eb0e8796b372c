#include "capture/intake.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "rt/clock.hpp"
#include "system/convert.hpp"

namespace nt::capture {
namespace {

/// Infinities and NaN become 0: nothing behind a source expects them.
void make_finite(double* values, uint32_t count) noexcept {
  for (uint32_t i = 0; i < count; ++i) values[i] = values[i] - values[i] == 0 ? values[i] : 0;
}

}  // namespace

Intake::Intake(nt_device_samples samples, uint32_t channels, double rate, uint64_t ring_frames)
    : samples_(samples), channels_(channels), rate_(rate) {
  nt_ring_options options{};
  options.capacity_frames = std::max<uint64_t>(ring_frames, 16);
  options.planes = channels_;
  options.item_bytes = sizeof(double);
  options.flags = NT_RING_REAL_TIME_WRITER;
  ring_ = make_ring(options, "capture");
  for (uint32_t c = 0; c < channels_; ++c) base_[c] = static_cast<double*>(nt_ring_plane(ring_.get(), c));
}

template <class Fill>
uint64_t Intake::write(uint64_t count, const Fill& fill) noexcept {
  uint64_t done = 0;
  while (done < count) {
    nt_ring_view view{};
    const auto wanted = static_cast<uint32_t>(std::min<uint64_t>(count - done, 1u << 20));
    if (nt_ring_reserve(ring_.get(), wanted, &view) != NT_OK || view.first == 0) break;
    // What was dropped is told of ahead of what follows it.
    tell_dropped();
    std::array<double*, NT_MAX_CHANNELS> planes;
    for (uint32_t c = 0; c < channels_; ++c) planes[c] = base_[c] + view.offset;
    fill(planes.data(), done, view.first);
    if (view.second > 0) fill(base_.data(), done + view.first, view.second);
    nt_ring_commit(ring_.get(), view.first + view.second);
    done += view.first + view.second;
    captured_.add(view.first + view.second);
  }
  return done;
}

uint64_t Intake::write_zeros(uint64_t count) noexcept {
  return write(count, [&](double* const* planes, uint64_t, uint32_t n) {
    for (uint32_t c = 0; c < channels_; ++c) std::fill_n(planes[c], n, 0.0);
  });
}

void Intake::stamp(uint64_t count) noexcept {
  at_ns_.store(now_ns(CLOCK_MONOTONIC), std::memory_order_relaxed);
  if (start_ns_.load(std::memory_order_relaxed) != 0) return;
  const double age = (static_cast<double>(count) + static_cast<double>(delay_.load(std::memory_order_relaxed))) / rate_;
  start_ns_.store(now_ns(CLOCK_REALTIME) - static_cast<int64_t>(age * 1e9), std::memory_order_relaxed);
}

void Intake::push(const void* frames, uint32_t count) noexcept {
  if (count == 0 || state() != NT_CAPTURE_RUNNING) return;
  stamp(count);
  const auto* const bytes = static_cast<const uint8_t*>(frames);
  const bool is_float = samples_ == NT_DEVICE_F32 || samples_ == NT_DEVICE_F64;
  const uint64_t done = write(count, [&](double* const* planes, uint64_t from, uint32_t n) {
    unpack_pcm(samples_, bytes + from * frame_bytes(), channels_, n, planes);
    if (is_float)
      for (uint32_t c = 0; c < channels_; ++c) make_finite(planes[c], n);
  });
  drop(count - done);
}

void Intake::push(const float* const* planes, uint32_t count) noexcept {
  if (count == 0 || state() != NT_CAPTURE_RUNNING) return;
  stamp(count);
  const uint64_t done = write(count, [&](double* const* to, uint64_t from, uint32_t n) {
    for (uint32_t c = 0; c < channels_; ++c) {
      for (uint32_t i = 0; i < n; ++i) to[c][i] = static_cast<double>(planes[c][from + i]);
      make_finite(to[c], n);
    }
  });
  drop(count - done);
}

void Intake::push_hole(uint64_t count) noexcept {
  if (count == 0 || state() != NT_CAPTURE_RUNNING) return;
  stamp(count);
  tell_dropped();
  tell(NT_CAPTURE_HOLE, count);
  push_silence(count);
}

void Intake::push_silence(uint64_t count) noexcept {
  if (count == 0 || state() != NT_CAPTURE_RUNNING) return;
  stamp(count);
  const uint64_t done = write_zeros(count);
  silence_.add(done);
  drop(count - done);
}

void Intake::drop(uint64_t count) noexcept {
  if (count == 0) return;
  if (pending_drop_ == 0) overruns_.add(1);
  pending_drop_ += count;
  dropped_.add(count);
}

void Intake::tell_dropped() noexcept {
  if (pending_drop_ == 0) return;
  tell(NT_CAPTURE_DROPPED, pending_drop_);
  pending_drop_ = 0;
}

void Intake::mark(nt_capture_event_kind kind) noexcept {
  tell_dropped();
  tell(kind, 0);
}

void Intake::count_xrun(uint64_t frames) noexcept {
  xruns_.add(1);
  lost_.add(frames);
  tell_dropped();
  tell(NT_CAPTURE_XRUN, frames);
}

void Intake::tell(nt_capture_event_kind kind, uint64_t frames) noexcept {
  const uint64_t at = told_.load(std::memory_order_relaxed);
  if (at - heard_.load(std::memory_order_acquire) == kept_events) return unheard_.add(1);
  events_[at % kept_events] = {captured_.get(), frames, kind, 0};
  told_.store(at + 1, std::memory_order_release);
}

bool Intake::next_event(nt_capture_event& out) noexcept {
  const uint64_t at = heard_.load(std::memory_order_relaxed);
  if (at == told_.load(std::memory_order_acquire)) return false;
  out = events_[at % kept_events];
  heard_.store(at + 1, std::memory_order_release);
  return true;
}

void Intake::begin() noexcept {
  int32_t open = NT_CAPTURE_OPEN;
  state_.compare_exchange_strong(open, NT_CAPTURE_RUNNING, std::memory_order_release);
}

void Intake::lose(const char* text) noexcept {
  if (!fault_.keep(text)) return;
  tell_dropped();
  // The reader that finds the end must find the reason.
  state_.store(NT_CAPTURE_LOST, std::memory_order_release);
  nt_ring_close(ring_.get());
}

nt_capture_clock Intake::clock() const noexcept {
  nt_capture_clock c{};
  c.captured = captured_.get();
  c.silence = silence_.get();
  c.dropped = dropped_.get();
  c.overruns = overruns_.get();
  c.lost = lost_.get();
  c.xruns = xruns_.get();
  c.delay = delay_.load(std::memory_order_relaxed);
  c.start_ns = start_ns_.load(std::memory_order_relaxed);
  c.at_ns = at_ns_.load(std::memory_order_relaxed);
  c.unheard = unheard_.get();
  c.state = state();
  return c;
}

}  // namespace nt::capture
