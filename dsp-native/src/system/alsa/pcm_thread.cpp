#include "system/alsa/pcm_thread.hpp"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "abi/guard.hpp"
#include "rt/clock.hpp"

namespace nt::system {
namespace {

constexpr int64_t stalled_ns = 5'000'000'000;  // without a frame: it is dead
constexpr int priority = 60;                   // of SCHED_FIFO, where the system grants it

}  // namespace

void PcmThread::prepare(const std::string& name) {
  if (const int error = alsa().snd_pcm_prepare(pcm()); error < 0)
    throw Error(NT_IO, "ALSA cannot start \"" + name + "\": " + alsa().snd_strerror(error));
}

void PcmThread::run_thread() {
  thread_ = std::thread([this] { run(); });
  sched_param param{};
  param.sched_priority = priority;
  ::pthread_setschedparam(thread_.native_handle(), SCHED_FIFO, &param);  // an ordinary thread otherwise
}

void PcmThread::stop() noexcept {
  is_stopping_.store(true, std::memory_order_release);
  if (thread_.joinable()) thread_.join();
  alsa().snd_pcm_drop(pcm());
}

void PcmThread::run() noexcept {
  note_progress();
  while (!is_stopping() && is_wanted()) {
    int error = turn();
    if (error < 0) error = recover(error);
    if (error >= 0 && since_progress_ns() > stalled_ns) error = -ETIMEDOUT;
    if (error >= 0) continue;
    // Built without allocation: the thread stays real-time safe to its end.
    char text[256];
    std::strncpy(text, "ALSA: ", sizeof text);
    std::strncat(text, alsa().snd_strerror(error), sizeof text - std::strlen(text) - 1);
    lose(text);
  }
}

int PcmThread::recover(int error) noexcept {
  const auto& a = alsa();
  if (error == -EAGAIN || error == -EINTR) return 0;
  if (error == -ESTRPIPE) {
    // Suspended with the machine; it is tried until the watch on progress gives up.
    error = a.snd_pcm_resume(pcm());
    if (error == -EAGAIN) {
      sleep(pcm_.period_frames);
      return 0;
    }
    break_off(false);
    if (error >= 0) return 0;
  } else if (error == -EPIPE) {
    break_off(true);
  } else {
    return error;
  }
  is_running_ = false;
  return a.snd_pcm_prepare(pcm());
}

void PcmThread::sleep(double frames) noexcept {
  for (auto left = static_cast<int64_t>(frames / pcm_.rate * 1e9); left > 0;) {
    if (is_stopping()) return;
    const int64_t part = std::min<int64_t>(left, int64_t{longest_wait_ms} * 1'000'000);
    const timespec t{0, static_cast<long>(part)};
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &t, nullptr);
    left -= part;
  }
}

void PcmThread::note_progress() noexcept { progress_ns_ = now_ns(CLOCK_MONOTONIC); }

int64_t PcmThread::since_progress_ns() const noexcept { return now_ns(CLOCK_MONOTONIC) - progress_ns_; }

}  // namespace nt::system
