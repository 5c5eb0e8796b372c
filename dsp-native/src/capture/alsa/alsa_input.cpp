#include "capture/alsa/alsa_input.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>

#include "abi/guard.hpp"
#include "system/alsa/names.hpp"
#include "system/alsa/pcm_thread.hpp"

namespace nt::capture {
namespace {

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

class AlsaInput final : public Input, private PcmThread {
 public:
  AlsaInput(const std::string& name, const nt_capture_request& request)
      : PcmThread(agree_either(name, request)), name_(name) {
    if ((request.flags & NT_CAPTURE_EXACT) != 0 && !pcm_.is_exact)
      throw Error(NT_UNSUPPORTED, "\"" + name + "\" would change samples: name an input of the hardware (hw:...)");
    agree(request, pcm_.samples, pcm_.channels, pcm_.rate, pcm_.period_frames, pcm_.period_frames / pcm_.rate,
          pcm_.is_exact);
    if (!pcm_.is_mapped) block_.resize(pcm_.buffer_frames * intake_->frame_bytes());
  }
  ~AlsaInput() override { stop(); }
  void start() override {
    start_thread(name_, [this] { intake_->begin(); });
  }

 private:
  int turn() noexcept override;
  void break_off(bool) noexcept override { is_interrupted_ = true; }
  [[nodiscard]] bool is_wanted() const noexcept override { return intake_->state() == NT_CAPTURE_RUNNING; }
  void lose(const char* text) noexcept override { intake_->lose(text); }
  int read(uint32_t frames) noexcept;

  std::string name_;
  std::vector<uint8_t> block_;   // where there is no mmap
  bool is_interrupted_ = false;  // frames were lost since the last ones came
};

/// Takes what is there, or waits for it. Returns an error of ALSA.
int AlsaInput::turn() noexcept {
  const auto& a = alsa();
  if (!is_running_) {
    if (const int error = a.snd_pcm_start(pcm()); error < 0) return error;
    is_running_ = true;
    if (is_interrupted_) {
      // How much was lost only the clock can say.
      const double seconds = static_cast<double>(since_progress_ns()) * 1e-9;
      intake_->count_xrun(static_cast<uint64_t>(seconds * pcm_.rate));
      is_interrupted_ = false;
    }
  }
  const snd_pcm_sframes_t avail = a.snd_pcm_avail_update(pcm());
  if (avail < 0) return static_cast<int>(avail);
  if (avail == 0) {
    // Not snd_pcm_wait: of a plugin whose time stands still it never returns, and then closing would hang.
    sleep(pcm_.period_frames / 2.0);
    return 0;
  }
  const auto frames = static_cast<uint32_t>(std::min<uint64_t>(static_cast<uint64_t>(avail), pcm_.buffer_frames));
  intake_->set_delay(avail - frames);
  const int got = read(frames);
  if (got > 0) note_progress();
  if (got == 0) sleep(pcm_.period_frames / 2.0);  // it says there is something and gives nothing
  return std::min(got, 0);
}

/// Returns how many came, or an error.
int AlsaInput::read(uint32_t frames) noexcept {
  const auto& a = alsa();
  if (!pcm_.is_mapped) {
    const snd_pcm_sframes_t got = a.snd_pcm_readi(pcm(), block_.data(), frames);
    if (got == -EAGAIN) return 0;
    if (got > 0) intake_->push(block_.data(), static_cast<uint32_t>(got));
    return static_cast<int>(got);
  }
  uint32_t done = 0;
  while (done < frames) {
    const snd_pcm_channel_area_t* areas = nullptr;
    snd_pcm_uframes_t offset = 0, part = frames - done;
    if (const int error = a.snd_pcm_mmap_begin(pcm(), &areas, &offset, &part); error < 0) return error;
    if (part == 0) break;
    const auto count = static_cast<uint32_t>(std::min<snd_pcm_uframes_t>(part, frames - done));
    intake_->push(static_cast<const uint8_t*>(areas->addr) + areas->first / 8 + offset * intake_->frame_bytes(), count);
    const snd_pcm_sframes_t back = a.snd_pcm_mmap_commit(pcm(), offset, count);
    if (back < 0) return static_cast<int>(back);
    done += count;
  }
  return static_cast<int>(done);
}

void list_alsa(std::vector<nt_capture_description>& out) {
  for (const auto& pcm : alsa_names()) {
    if (!pcm.captures || pcm.name == "null") continue;
    auto d = description("alsa", pcm.name, pcm.text, NT_CAPTURE_INPUT);
    d.is_default = pcm.is_default ? 1 : 0;
    out.push_back(d);
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
