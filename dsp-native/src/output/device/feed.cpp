#include "output/device/feed.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "ntdsp/dsd.h"
#include "rt/clock.hpp"
#include "system/convert.hpp"

namespace nt::device {
namespace {

/// Interleaved, of any form.
struct Interleaved {
  uint8_t* out;
  size_t frame_bytes;

  void pcm(nt_device_samples samples, const double* const* planes, uint32_t channels, uint32_t at, uint32_t frames,
           const Dither& dither) const noexcept {
    pack_pcm(samples, planes, channels, frames, dither, out + at * frame_bytes);
  }
  void bits(nt_device_samples samples, const uint8_t* const* planes, uint32_t channels, uint32_t at, uint32_t frames,
            uint64_t first) const noexcept {
    pack_bits(samples, planes, channels, frames, first, out + at * frame_bytes);
  }
  void still(nt_device_samples samples, uint32_t channels, uint32_t at, uint32_t frames,
             uint64_t first) const noexcept {
    pack_silence(samples, channels, frames, first, out + at * frame_bytes);
  }
};

struct Planar {
  float* const* out;

  void pcm(nt_device_samples, const double* const* planes, uint32_t channels, uint32_t at, uint32_t frames,
           const Dither&) const noexcept {
    for (uint32_t c = 0; c < channels; ++c) pack_plane(planes[c], out[c] + at, frames);
  }
  void bits(nt_device_samples, const uint8_t* const*, uint32_t, uint32_t, uint32_t, uint64_t) const noexcept {}
  void still(nt_device_samples, uint32_t channels, uint32_t at, uint32_t frames, uint64_t) const noexcept {
    for (uint32_t c = 0; c < channels; ++c) std::fill_n(out[c] + at, frames, 0.0f);
  }
};

}  // namespace

Feed::Feed(const nt_device_request& request, nt_device_samples samples, uint64_t ring_frames, bool waits)
    : samples_(samples), form_(form_of(samples)), channels_(request.channels) {
  nt_ring_options options{};
  // Whole words of DSD, and never fewer than a callback could take at once.
  options.capacity_frames = std::max<uint64_t>((ring_frames + 7) / 8 * 8, 16);
  options.planes = channels_;
  options.item_bytes = form_.coding == Coding::pcm ? sizeof(double) : 1;
  options.flags = waits ? 0 : NT_RING_REAL_TIME_READER;
  ring_ = make_ring(options, "device");
  if ((request.flags & NT_DEVICE_DITHER) != 0 && form_.coding == Coding::pcm)
    for (uint32_t c = 0; c < channels_; ++c) noise_.emplace_back(request.seed, c);
  off_grid_.assign(channels_, dither_hold);
}

/// Converts what the ring holds, at most frames of the device. is_final: nothing will follow, and a part of a word is
/// filled up with silence.
template <class Out>
uint32_t Feed::take(const Out& out, uint32_t frames, bool is_final) noexcept {
  const uint32_t word = form_.ring_frames;
  nt_ring_view view{};
  if (nt_ring_view_readable(ring_.get(), frames * word, &view) != NT_OK) return 0;
  uint32_t done = 0;
  uint64_t position = view.start;
  const auto part = [&](uint64_t offset, uint32_t count) {
    const uint32_t whole = count / word;
    if (form_.coding == Coding::pcm) {
      std::array<const double*, NT_MAX_CHANNELS> planes;
      for (uint32_t c = 0; c < channels_; ++c)
        planes[c] = static_cast<const double*>(nt_ring_plane(ring_.get(), c)) + offset;
      out.pcm(samples_, planes.data(), channels_, done, whole,
              Dither{noise_.empty() ? nullptr : noise_.data(), position, off_grid_.data()});
    } else {
      std::array<const uint8_t*, NT_DSD_MAX_CHANNELS> planes;
      for (uint32_t c = 0; c < channels_; ++c)
        planes[c] = static_cast<const uint8_t*>(nt_ring_plane(ring_.get(), c)) + offset;
      if (whole > 0) out.bits(samples_, planes.data(), channels_, done, whole, device_frame_ + done);
    }
    done += whole;
    position += uint64_t{whole} * word;
    const uint32_t rest = count % word;
    if (rest == 0 || !is_final) return;
    // Only the very end can be no whole word: places in the ring are multiples of it.
    std::array<std::array<uint8_t, 4>, NT_DSD_MAX_CHANNELS> last;
    std::array<const uint8_t*, NT_DSD_MAX_CHANNELS> planes;
    for (uint32_t c = 0; c < channels_; ++c) {
      last[c].fill(NT_DSD_SILENCE);
      std::memcpy(last[c].data(),
                  static_cast<const uint8_t*>(nt_ring_plane(ring_.get(), c)) + offset + size_t{whole} * word, rest);
      planes[c] = last[c].data();
    }
    out.bits(samples_, planes.data(), channels_, done, 1, device_frame_ + done);
    done += 1;
    position += rest;
  };
  if (view.first > 0) part(view.offset, view.first);
  if (view.second > 0) part(0, view.second);
  uint64_t skipped = 0;
  nt_ring_skip(ring_.get(), position - view.start, &skipped);
  played_.add(skipped);
  if (!noise_.empty() && done > 0)
    is_dithering_.store(
        std::any_of(off_grid_.begin(), off_grid_.end(), [](uint32_t since) { return since < dither_hold; }),
        std::memory_order_relaxed);
  return done;
}

template <class Out>
uint32_t Feed::move(const Out& out, uint32_t frames, uint32_t needed) noexcept {
  // Read before the ring's content: what is there then is all there will ever be.
  nt_ring_options options;
  nt_ring_state ring;
  nt_ring_describe(ring_.get(), &options, &ring);
  const bool is_idle = is_idle_.load(std::memory_order_relaxed), is_final = ring.is_closed != 0;
  uint32_t done = take(out, frames, is_final);
  if (is_final && nt_ring_available(ring_.get()) == 0) has_ended_ = true;
  const int64_t deadline = deadline_.load(std::memory_order_acquire);
  if (deadline != INT64_MAX && done > 0 && now_ns(CLOCK_BOOTTIME) > deadline) {
    out.still(samples_, channels_, 0, done, device_frame_);
    silence_.add(uint64_t{done} * form_.ring_frames);
  }
  if (done > 0) still_behind_ = 0;
  if (done < needed) {
    still_behind_ += needed - done;
    const uint64_t missing = uint64_t{needed - done} * form_.ring_frames;
    out.still(samples_, channels_, done, needed - done, device_frame_ + done);
    silence_.add(missing);
    // Closed meanwhile: nothing was missing, it had ended.
    nt_ring_describe(ring_.get(), &options, &ring);
    if (!is_idle && (ring.is_closed == 0 || nt_ring_available(ring_.get()) > 0)) {
      starved_.add(missing);
      starvations_.add(1);
    }
    done = needed;
  }
  device_frame_ += done;
  at_ns_.store(now_ns(CLOCK_MONOTONIC), std::memory_order_relaxed);
  return done;
}

uint32_t Feed::pull(void* out, uint32_t frames, uint32_t needed) noexcept {
  return move(Interleaved{static_cast<uint8_t*>(out), frame_bytes()}, frames, needed);
}

uint32_t Feed::pull(float* const* planes, uint32_t frames, uint32_t needed) noexcept {
  return move(Planar{planes}, frames, needed);
}

void Feed::set_delay(int64_t frames) noexcept {
  const int64_t of_ring = frames - static_cast<int64_t>(still_behind_);
  delay_.store(std::max<int64_t>(of_ring, 0) * form_.ring_frames, std::memory_order_relaxed);
}

void Feed::count_xrun(uint64_t frames) noexcept {
  xruns_.add_shared(1);
  late_.add_shared(frames * form_.ring_frames);
}

void Feed::finish() noexcept {
  delay_.store(0, std::memory_order_relaxed);
  int32_t running = NT_DEVICE_RUNNING;
  state_.compare_exchange_strong(running, NT_DEVICE_DRAINED, std::memory_order_release);
}

void Feed::lose(const char* text) noexcept {
  if (!fault_.keep(text)) return;
  state_.store(NT_DEVICE_LOST, std::memory_order_release);
}

nt_device_clock Feed::clock() const noexcept {
  nt_device_clock c{};
  c.played = played_.get();
  c.silence = silence_.get();
  c.starved = starved_.get();
  c.starvations = starvations_.get();
  c.xruns = xruns_.get();
  c.late = late_.get();
  c.delay = delay_.load(std::memory_order_relaxed);
  c.at_ns = at_ns_.load(std::memory_order_relaxed);
  c.state = state();
  c.is_dithering = is_dithering_.load(std::memory_order_relaxed) ? 1 : 0;
  return c;
}

}  // namespace nt::device
