#include "output/device/paced/paced_device.hpp"

#include <time.h>

#include <algorithm>
#include <cerrno>

#include "abi/guard.hpp"
#include "rt/clock.hpp"

namespace nt::device {
namespace {

constexpr uint64_t unpaced_block = 4096;  // frames at most
// How long a closing owner may have to wait.
constexpr uint64_t stop_look_ns = 20'000'000;
constexpr double longest_period_s = 0.04;

void sleep_until(int64_t ns) {
  const timespec t{static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {
  }
}

}  // namespace

PacedDevice::PacedDevice(const nt_device_request& request, nt_device_samples samples)
    : is_paced_((request.flags & NT_DEVICE_UNPACED) == 0), rate_(device_rate(samples, request.sample_rate)) {
  const double seconds = device_latency(request, samples);
  buffer_ = std::max<uint64_t>(static_cast<uint64_t>(seconds * rate_), 8);
  period_ = static_cast<uint32_t>(std::max(1.0, std::min(static_cast<double>(buffer_ / 4), longest_period_s * rate_)));
  agree(request, samples, is_paced_ ? buffer_ : 0, is_paced_ ? period_ : 0, true, !is_paced_);
  block_.resize((is_paced_ ? buffer_ : unpaced_block) * feed_->frame_bytes());
}

void PacedDevice::start() {
  feed_->begin();
  thread_ = std::thread([this] { run(); });
}

void PacedDevice::stop() noexcept {
  is_stopping_.store(true, std::memory_order_release);
  if (thread_.joinable()) thread_.join();
}

void PacedDevice::run() noexcept {
  const nt_status status = guard([&] {
    is_paced_ ? run_paced() : run_unpaced();
    if (!feed_->has_ended()) return NT_OK;
    complete();
    feed_->finish();
    return NT_OK;
  });
  if (status == NT_OK) return;
  char text[512];
  nt_last_error(text, sizeof text);
  feed_->lose(text);
}

void PacedDevice::run_unpaced() {
  const auto most = static_cast<uint32_t>(unpaced_block);
  while (!is_stopping_.load(std::memory_order_acquire) && !feed_->has_ended()) {
    nt_ring_wait_readable(feed_->ring(), feed_->form().ring_frames, stop_look_ns);
    if (const uint32_t frames = feed_->pull(block_.data(), most, 0); frames > 0) consume(block_.data(), frames);
  }
}

/// The buffer is a number: what was written into it, less what the time since the start has taken out.
void PacedDevice::run_paced() {
  const double frame_ns = 1e9 / rate_;
  // Half a period to sleep for and another to wake late by.
  const uint64_t low = period_;
  int64_t start = now_ns(CLOCK_MONOTONIC);
  uint64_t written = 0;  // since start
  bool was_dry = false;
  const auto gone = [&] {
    return static_cast<uint64_t>(static_cast<double>(now_ns(CLOCK_MONOTONIC) - start) / frame_ns);
  };
  while (!is_stopping_.load(std::memory_order_acquire)) {
    uint64_t heard = gone();
    bool is_full = false;
    if (feed_->has_ended()) {
      if (heard >= written) return;
    } else {
      const bool is_dry = heard > written;
      if (is_dry) {
        // Woken so late that the buffer ran dry: time went on, the frames did not.
        feed_->count_xrun(heard - written);
        start += static_cast<int64_t>(static_cast<double>(heard - written) * frame_ns);
        heard = written;
      }
      const uint64_t level = written - heard;
      const auto room = static_cast<uint32_t>(buffer_ - level);
      // A feeder that was late with everything else is on its way: only the second time silence takes its place.
      const bool may_wait = is_dry && !was_dry;
      was_dry = is_dry;
      const uint32_t needed = may_wait || level >= low ? 0 : static_cast<uint32_t>(low - level);
      const uint32_t frames = feed_->pull(block_.data(), room, needed);
      if (frames > 0) consume(block_.data(), frames);
      written += frames;
      is_full = frames == room;
      feed_->set_delay(static_cast<int64_t>(written) - static_cast<int64_t>(gone()));
    }
    // Where the ring had no more it is looked at again soon.
    const uint64_t step = is_full ? period_ : std::max<uint64_t>(period_ / 2, 1);
    sleep_until(start + static_cast<int64_t>(static_cast<double>((gone() / step + 1) * step) * frame_ns));
  }
}

}  // namespace nt::device
