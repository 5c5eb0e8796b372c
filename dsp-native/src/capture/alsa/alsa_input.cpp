#include "capture/alsa/alsa_input.hpp"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "abi/guard.hpp"
#include "system/alsa/agreement.hpp"

namespace nt::capture {
namespace {

constexpr int wait_ms = 50;                    // at most, so that closing is noticed
constexpr int64_t stalled_ns = 5'000'000'000;  // without giving a frame: it is dead
constexpr int priority = 60;                   // of SCHED_FIFO, where the system grants it

int64_t monotonic() {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

constexpr std::array order{NT_DEVICE_S32, NT_DEVICE_S24, NT_DEVICE_S24_3, NT_DEVICE_F64, NT_DEVICE_F32, NT_DEVICE_S16};

/// What the request leaves open is chosen: the form of the most bits, the usual rate and channels. Throws what
/// nt_capture_open answers.
AgreedPcm agree_pcm(const std::string& name, const nt_capture_request& request, bool as_it_is) {
  PcmAgreement pcm(name, as_it_is, SND_PCM_STREAM_CAPTURE);
  const uint32_t there = pcm.samples() & pcm_forms, wanted = request.samples != 0 ? request.samples : pcm_forms;
  const auto* const chosen =
      std::find_if(order.begin(), order.end(), [&](auto s) { return (there & wanted & bit(s)) != 0; });
  if (chosen == order.end())
    throw Error(NT_UNSUPPORTED, "\"" + name + "\" gives " + names_of(there) + ", not " + names_of(wanted));
  pcm.set_samples(*chosen);
  request.channels != 0 ? pcm.set_channels(request.channels) : pcm.set_usual_channels();
  request.sample_rate != 0 ? pcm.set_rate(request.sample_rate) : pcm.set_usual_rate();
  // Far more than a period: a late wake-up costs nothing then.
  const auto period = static_cast<uint64_t>(std::max(16.0, std::ceil(request.latency_s * pcm.rate())));
  return pcm.settle(std::max(period * 4, static_cast<uint64_t>(pcm.rate() / 2)), period);
}

AgreedPcm agree_either(const std::string& name, const nt_capture_request& request) {
  try {
    return agree_pcm(name, request, true);
  } catch (const Error& refused) {
    if (refused.status() != NT_UNSUPPORTED || (request.flags & NT_CAPTURE_EXACT) != 0) throw;
  }
  return agree_pcm(name, request, false);
}

class AlsaInput final : public Input {
 public:
  AlsaInput(const std::string& name, const nt_capture_request& request)
      : name_(name), pcm_(agree_either(name, request)) {
    if ((request.flags & NT_CAPTURE_EXACT) != 0 && !pcm_.is_exact)
      throw Error(NT_UNSUPPORTED, "\"" + name + "\" would change samples: name an input of the hardware (hw:...)");
    agree(request, pcm_.samples, pcm_.channels, pcm_.rate, pcm_.period_frames, pcm_.period_frames / pcm_.rate,
          pcm_.is_exact);
    if (!pcm_.is_mapped) block_.resize(pcm_.buffer_frames * intake_->frame_bytes());
  }
  ~AlsaInput() override {
    is_stopping_.store(true, std::memory_order_release);
    if (thread_.joinable()) thread_.join();
    alsa().snd_pcm_drop(pcm_.pcm.get());
  }
  void start() override {
    if (const int error = alsa().snd_pcm_prepare(pcm_.pcm.get()); error < 0)
      throw Error(NT_IO, "ALSA cannot start \"" + name_ + "\": " + alsa().snd_strerror(error));
    intake_->begin();
    thread_ = std::thread([this] { run(); });
    sched_param param{};
    param.sched_priority = priority;
    ::pthread_setschedparam(thread_.native_handle(), SCHED_FIFO, &param);  // an ordinary thread otherwise
  }

 private:
  void run() noexcept;
  int turn() noexcept;
  int read(uint32_t frames) noexcept;
  int recover(int error) noexcept;
  void sleep(double frames) noexcept;

  std::string name_;
  AgreedPcm pcm_;
  std::vector<uint8_t> block_;   // where there is no mmap
  bool is_running_ = false;      // the PCM
  int64_t progress_ns_ = 0;      // the last time frames came
  bool is_interrupted_ = false;  // since then frames were lost
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

void AlsaInput::run() noexcept {
  progress_ns_ = monotonic();
  while (!is_stopping_.load(std::memory_order_acquire) && intake_->state() == NT_CAPTURE_RUNNING) {
    int error = turn();
    if (error < 0) error = recover(error);
    if (error >= 0 && monotonic() - progress_ns_ > stalled_ns) error = -ETIMEDOUT;
    if (error >= 0) continue;
    // Built without allocation: the thread stays real-time safe to its end.
    char text[256];
    std::strncpy(text, "ALSA: ", sizeof text);
    std::strncat(text, alsa().snd_strerror(error), sizeof text - std::strlen(text) - 1);
    intake_->lose(text);
  }
}

/// Takes what is there, or waits for it. Returns an error of ALSA.
int AlsaInput::turn() noexcept {
  const auto& a = alsa();
  snd_pcm_t* const pcm = pcm_.pcm.get();
  if (!is_running_) {
    if (const int error = a.snd_pcm_start(pcm); error < 0) return error;
    is_running_ = true;
    if (is_interrupted_) {
      // How much was lost only the clock can say.
      const double seconds = static_cast<double>(monotonic() - progress_ns_) * 1e-9;
      intake_->count_xrun(static_cast<uint64_t>(seconds * pcm_.rate));
      is_interrupted_ = false;
    }
  }
  const snd_pcm_sframes_t avail = a.snd_pcm_avail_update(pcm);
  if (avail < 0) return static_cast<int>(avail);
  if (avail == 0) {
    // Not snd_pcm_wait: of a plugin whose time stands still it never returns, and then closing would hang.
    sleep(pcm_.period_frames / 2.0);
    return 0;
  }
  const auto frames = static_cast<uint32_t>(std::min<uint64_t>(static_cast<uint64_t>(avail), pcm_.buffer_frames));
  intake_->set_delay(avail - frames);
  const int got = read(frames);
  if (got > 0) progress_ns_ = monotonic();
  if (got == 0) sleep(pcm_.period_frames / 2.0);  // it says there is something and gives nothing
  return std::min(got, 0);
}

/// Returns how many came, or an error.
int AlsaInput::read(uint32_t frames) noexcept {
  const auto& a = alsa();
  snd_pcm_t* const pcm = pcm_.pcm.get();
  if (!pcm_.is_mapped) {
    const snd_pcm_sframes_t got = a.snd_pcm_readi(pcm, block_.data(), frames);
    if (got == -EAGAIN) return 0;
    if (got > 0) intake_->push(block_.data(), static_cast<uint32_t>(got));
    return static_cast<int>(got);
  }
  uint32_t done = 0;
  while (done < frames) {
    const snd_pcm_channel_area_t* areas = nullptr;
    snd_pcm_uframes_t offset = 0, part = frames - done;
    if (const int error = a.snd_pcm_mmap_begin(pcm, &areas, &offset, &part); error < 0) return error;
    if (part == 0) break;
    const auto count = static_cast<uint32_t>(std::min<snd_pcm_uframes_t>(part, frames - done));
    intake_->push(static_cast<const uint8_t*>(areas->addr) + areas->first / 8 + offset * intake_->frame_bytes(), count);
    const snd_pcm_sframes_t back = a.snd_pcm_mmap_commit(pcm, offset, count);
    if (back < 0) return static_cast<int>(back);
    done += count;
  }
  return static_cast<int>(done);
}

/// Ready to be started again, or the error that no recovery is known for.
int AlsaInput::recover(int error) noexcept {
  const auto& a = alsa();
  snd_pcm_t* const pcm = pcm_.pcm.get();
  if (error == -EAGAIN || error == -EINTR) return 0;
  if (error == -ESTRPIPE) {
    // Suspended with the machine; it is tried until the watch on progress gives up.
    error = a.snd_pcm_resume(pcm);
    if (error == -EAGAIN) {
      sleep(pcm_.period_frames);
      return 0;
    }
    is_interrupted_ = true;
    if (error >= 0) return 0;
  } else if (error == -EPIPE) {
    is_interrupted_ = true;
  } else {
    return error;
  }
  is_running_ = false;
  return a.snd_pcm_prepare(pcm);
}

void AlsaInput::sleep(double frames) noexcept {
  for (auto left = static_cast<int64_t>(frames / pcm_.rate * 1e9); left > 0;) {
    if (is_stopping_.load(std::memory_order_acquire)) return;
    const int64_t part = std::min<int64_t>(left, int64_t{wait_ms} * 1'000'000);
    const timespec t{0, static_cast<long>(part)};
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &t, nullptr);
    left -= part;
  }
}

std::string field(const void* hint, const char* name) {
  char* const text = alsa().snd_device_name_get_hint(hint, name);
  if (text == nullptr) return {};
  std::string copy = text;
  std::free(text);
  std::replace(copy.begin(), copy.end(), '\n', ' ');
  return copy;
}

void list_alsa(std::vector<nt_capture_description>& out) {
  try {
    const auto& a = alsa();
    void** hints = nullptr;
    if (a.snd_device_name_hint(-1, "pcm", &hints) < 0) return;
    for (void** hint = hints; *hint != nullptr; ++hint) {
      const std::string name = field(*hint, "NAME"), way = field(*hint, "IOID"), what = field(*hint, "DESC");
      if (name.empty() || way == "Output" || name == "null") continue;
      auto d = description("alsa", name, what.empty() ? name : what, NT_CAPTURE_INPUT);
      d.is_default = name == "default" ? 1 : 0;
      out.push_back(d);
    }
    a.snd_device_name_free_hint(hints);
  } catch (const Error&) {
    // No library: nothing to list.
  }
}

}  // namespace

const Backend alsa_backend{
    "alsa", list_alsa, [](const std::string& address, const nt_capture_request& request) -> std::unique_ptr<Input> {
      if ((request.flags & NT_CAPTURE_FOLLOW) != 0)
        throw Error(NT_INVALID_ARGUMENT, "only an application can be followed from stream to stream");
      return std::make_unique<AlsaInput>(address, request);
    }};

}  // namespace nt::capture
