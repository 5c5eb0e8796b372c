#include "output/device/alsa/alsa_device.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>

#include "abi/guard.hpp"
#include "output/device/alsa/catalogue.hpp"
#include "system/alsa/pcm_thread.hpp"

namespace nt::device {
namespace {

constexpr uint32_t most_looks = 16;  // a quarter of a period each
/// The most bits first, and of DSD the longest words: fewer frames.
constexpr std::array order{NT_DEVICE_S32,        NT_DEVICE_S24,        NT_DEVICE_S24_3,      NT_DEVICE_F64,
                           NT_DEVICE_F32,        NT_DEVICE_S16,        NT_DEVICE_DSD_U32_BE, NT_DEVICE_DSD_U32_LE,
                           NT_DEVICE_DSD_U16_BE, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U8,     NT_DEVICE_DOP_S32,
                           NT_DEVICE_DOP_S24,    NT_DEVICE_DOP_S24_3};

/// Throws what nt_device_open answers.
AgreedPcm agree_pcm(const std::string& name, const nt_device_request& request, bool as_it_is) {
  PcmAgreement pcm(name, as_it_is, SND_PCM_STREAM_PLAYBACK);
  const auto samples = choose(request, pcm.samples(), order, "\"" + name + "\"");
  pcm.set_samples(samples);
  pcm.set_channels(request.channels);
  pcm.set_rate(device_rate(samples, request.sample_rate));
  const double buffer = std::max(16.0, std::ceil(device_latency(request, samples) * pcm.rate()));
  return pcm.settle(static_cast<uint64_t>(buffer), static_cast<uint64_t>(buffer) / 4);
}

AgreedPcm agree_either(const std::string& name, const nt_device_request& request) {
  try {
    return agree_pcm(name, request, true);
  } catch (const Error& refused) {
    // Bits do not survive a conversion.
    const bool may_convert = (request.flags & NT_DEVICE_EXACT) == 0 && (request.samples & pcm_forms) != 0;
    if (refused.status() != NT_UNSUPPORTED || !may_convert) throw;
  }
  return agree_pcm(name, request, false);
}

class AlsaDevice final : public Device, private PcmThread {
 public:
  AlsaDevice(const std::string& name, const nt_device_request& request)
      : PcmThread(agree_either(name, request)), name_(name) {
    if ((request.flags & NT_DEVICE_EXACT) != 0 && !pcm_.is_exact)
      throw Error(NT_UNSUPPORTED, "\"" + name + "\" would change samples: name a device of the hardware (hw:...)");
    agree(request, pcm_.samples, pcm_.buffer_frames, pcm_.period_frames, pcm_.is_exact);
    // Half a period to sleep for and another to wake late by: silence before that would cut into what is only late.
    low_ = pcm_.period_frames;
    if (!pcm_.is_mapped) block_.resize(pcm_.buffer_frames * feed_->frame_bytes());
    descriptors_.resize(static_cast<size_t>(std::max(alsa().snd_pcm_poll_descriptors_count(pcm()), 0)));
  }
  ~AlsaDevice() override { stop(); }
  void start() override {
    start_thread(name_, [this] { feed_->begin(); });
  }

 private:
  int turn() noexcept override;
  void break_off(bool ran_dry) noexcept override;
  [[nodiscard]] bool is_wanted() const noexcept override { return feed_->state() == NT_DEVICE_RUNNING; }
  void lose(const char* text) noexcept override { feed_->lose(text); }
  int write(uint32_t room, uint32_t needed, uint32_t& written) noexcept;
  int await_room() noexcept;

  std::string name_;
  uint32_t low_ = 0;
  std::vector<uint8_t> block_;  // where there is no mmap
  std::vector<pollfd> descriptors_;
  uint32_t looks_ = 0;                       // at the ring since it was prepared
  uint64_t written_ = 0, end_ = UINT64_MAX;  // frames of the device; the end is what must be heard
  uint64_t lost_ = 0;                        // since the last time it ran dry
};

/// Fills the buffer as far as the ring can, starts it, waits. Returns an error of ALSA.
int AlsaDevice::turn() noexcept {
  const auto& a = alsa();
  const snd_pcm_sframes_t avail = a.snd_pcm_avail_update(pcm());
  if (avail < 0) return static_cast<int>(avail);
  const auto room = static_cast<uint32_t>(std::min<uint64_t>(static_cast<uint64_t>(avail), pcm_.buffer_frames));
  const auto level = static_cast<uint32_t>(pcm_.buffer_frames - room);
  // One that ran dry takes nothing by itself: a feeder that is on its way is awaited, not replaced by silence.
  const bool may_wait = !is_running_ && looks_ < most_looks && !feed_->has_ended();
  const uint32_t needed = may_wait || level >= low_ ? 0 : std::min(low_ - level, room);
  uint32_t written = 0;
  if (const int error = write(room, needed, written); error < 0) return error;
  written_ += written;
  if (feed_->has_ended() && end_ == UINT64_MAX) end_ = written_;
  if (may_wait && level + written < low_ && !feed_->has_ended()) {
    ++looks_;
    sleep(pcm_.period_frames / 4.0);
    return 0;
  }
  if (!is_running_) {
    if (const int error = a.snd_pcm_start(pcm()); error < 0) return error;
    is_running_ = true;
  }
  snd_pcm_sframes_t delay = 0;
  if (const int error = a.snd_pcm_delay(pcm(), &delay); error < 0) return error;
  feed_->set_delay(delay);
  if (written > 0) note_progress();
  if (end_ != UINT64_MAX && static_cast<int64_t>(written_) - delay >= static_cast<int64_t>(end_)) {
    feed_->finish();
    return 0;
  }
  if (written > 0 && written < room + level &&
      a.snd_pcm_avail_update(pcm()) >= static_cast<snd_pcm_sframes_t>(pcm_.buffer_frames)) {
    // What was written is gone already: nothing keeps time here but us.
    sleep(written);
  } else if (written < room) {
    // There is room, but the ring had no more, and what is there lasts.
    sleep(pcm_.period_frames / 2.0);
  } else {
    return await_room();
  }
  return 0;
}

/// Waits for room, for 50 ms at most. snd_pcm_wait would wait on for as long as a plug-in wakes it without having any.
int AlsaDevice::await_room() noexcept {
  const auto& a = alsa();
  const int count = a.snd_pcm_poll_descriptors(pcm(), descriptors_.data(), static_cast<unsigned>(descriptors_.size()));
  if (count <= 0) {
    sleep(pcm_.period_frames / 2.0);
    return 0;
  }
  const int ready = ::poll(descriptors_.data(), static_cast<nfds_t>(count), longest_wait_ms);
  if (ready < 0) return errno == EINTR ? 0 : -errno;
  if (ready == 0) return 0;
  unsigned short events = 0;
  if (const int error =
          a.snd_pcm_poll_descriptors_revents(pcm(), descriptors_.data(), static_cast<unsigned>(count), &events);
      error < 0)
    return error;
  if ((events & (POLLERR | POLLNVAL)) == 0) return 0;
  // An error of the descriptor is only "input/output"; the device itself knows what happened.
  const snd_pcm_sframes_t why = a.snd_pcm_avail_update(pcm());
  return why < 0 ? static_cast<int>(why) : -EIO;
}

int AlsaDevice::write(uint32_t room, uint32_t needed, uint32_t& written) noexcept {
  const auto& a = alsa();
  while (room > 0) {
    uint32_t part = room, got = 0;
    if (pcm_.is_mapped) {
      const snd_pcm_channel_area_t* areas = nullptr;
      snd_pcm_uframes_t offset = 0, frames = room;
      if (const int error = a.snd_pcm_mmap_begin(pcm(), &areas, &offset, &frames); error < 0) return error;
      part = static_cast<uint32_t>(std::min<snd_pcm_uframes_t>(frames, room));
      if (part == 0) return 0;
      auto* const to = static_cast<uint8_t*>(areas->addr) + areas->first / 8 + offset * feed_->frame_bytes();
      got = feed_->pull(to, part, std::min(needed, part));
      const snd_pcm_sframes_t done = a.snd_pcm_mmap_commit(pcm(), offset, got);
      // It ran dry meanwhile: what was taken for it is not heard.
      if (done < 0 || static_cast<uint32_t>(done) != got) lost_ += got - static_cast<uint32_t>(std::max<long>(done, 0));
      if (done < 0) return static_cast<int>(done);
      if (static_cast<uint32_t>(done) != got) return -EPIPE;
    } else {
      got = feed_->pull(block_.data(), part, std::min(needed, part));
      for (uint32_t at = 0; at < got;) {
        const auto done = a.snd_pcm_writei(pcm(), block_.data() + at * feed_->frame_bytes(), got - at);
        if (done == -EAGAIN) {
          // It said there was room. These frames are taken: they must go.
          if (is_stopping()) return 0;
          sleep(pcm_.period_frames / 4.0);
          continue;
        }
        if (done < 0) {
          // The stopped device has lost nothing of these: they go first when it runs again.
          const int again = recover(static_cast<int>(done));
          if (again < 0) return again;
          continue;
        }
        at += static_cast<uint32_t>(done);
      }
    }
    written += got;
    room -= got;
    needed -= std::min(needed, got);
    if (got < part) return 0;
  }
  return 0;
}

void AlsaDevice::break_off(bool ran_dry) noexcept {
  looks_ = 0;
  if (!ran_dry) return;
  feed_->count_xrun(lost_);
  lost_ = 0;
}

}  // namespace

const Backend alsa_backend{"alsa", list_alsa, probe_alsa,
                           [](const std::string& address, const nt_device_request& request) -> std::unique_ptr<Device> {
                             return std::make_unique<AlsaDevice>(address, request);
                           }};

}  // namespace nt::device
