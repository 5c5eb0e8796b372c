#include "system/alsa/agreement.hpp"

#include <algorithm>
#include <cmath>

#include "abi/guard.hpp"

namespace nt::system {

PcmAgreement::PcmAgreement(const std::string& name, bool as_it_is, snd_pcm_stream_t direction)
    : name_(name), as_it_is_(as_it_is), direction_(direction) {
  agreed_.pcm = open_pcm(name, as_it_is, direction);
  params_ = any_params(agreed_.pcm.get(), as_it_is);
}

void PcmAgreement::refuse(nt_status status, const std::string& why) const {
  throw Error(status, "\"" + name_ + "\" " + why);
}

void PcmAgreement::set_samples(nt_device_samples samples) {
  alsa().snd_pcm_hw_params_set_format(agreed_.pcm.get(), params_.get(), alsa_format(samples));
  agreed_.samples = samples;
}

void PcmAgreement::set_channels(uint32_t channels) {
  const auto& a = alsa();
  agreed_.channels = channels;
  if (channels <= NT_MAX_CHANNELS && a.snd_pcm_hw_params_set_channels(agreed_.pcm.get(), params_.get(), channels) >= 0)
    return;
  unsigned low = 0, high = 0;
  a.snd_pcm_hw_params_get_channels_min(params_.get(), &low);
  a.snd_pcm_hw_params_get_channels_max(params_.get(), &high);
  refuse(NT_UNSUPPORTED,
         "has " + std::to_string(low) + " to " + std::to_string(high) + " channels, not " + std::to_string(channels));
}

void PcmAgreement::set_usual_channels() {
  const auto& a = alsa();
  unsigned low = 0, high = 0;
  a.snd_pcm_hw_params_get_channels_min(params_.get(), &low);
  a.snd_pcm_hw_params_get_channels_max(params_.get(), &high);
  const bool takes_two = a.snd_pcm_hw_params_test_channels(agreed_.pcm.get(), params_.get(), 2) >= 0;
  set_channels(takes_two ? 2 : low > 2 ? low : std::min(high, 2u));
}

void PcmAgreement::set_rate(double rate) {
  const auto& a = alsa();
  agreed_.rate = rate;
  if (rate == std::floor(rate) &&
      a.snd_pcm_hw_params_set_rate(agreed_.pcm.get(), params_.get(), static_cast<unsigned>(rate), 0) >= 0)
    return;
  unsigned low = 0, high = 0;
  a.snd_pcm_hw_params_get_rate_min(params_.get(), &low, nullptr);
  a.snd_pcm_hw_params_get_rate_max(params_.get(), &high, nullptr);
  refuse(NT_UNSUPPORTED, std::string("runs ") + form_of(agreed_.samples).name + " at rates from " +
                             std::to_string(low) + " to " + std::to_string(high) + " Hz and not at " +
                             std::to_string(static_cast<int64_t>(rate)));
}

void PcmAgreement::set_usual_rate() {
  unsigned rate = 48000;
  if (alsa().snd_pcm_hw_params_set_rate_near(agreed_.pcm.get(), params_.get(), &rate, nullptr) < 0)
    refuse(NT_IO, "runs at no rate");
  agreed_.rate = rate;
}

AgreedPcm PcmAgreement::settle(uint64_t buffer_frames, uint64_t period_frames) {
  const auto& a = alsa();
  snd_pcm_t* const pcm = agreed_.pcm.get();
  snd_pcm_hw_params_t* const params = params_.get();
  agreed_.is_mapped = a.snd_pcm_hw_params_set_access(pcm, params, SND_PCM_ACCESS_MMAP_INTERLEAVED) == 0;
  if (!agreed_.is_mapped && a.snd_pcm_hw_params_set_access(pcm, params, SND_PCM_ACCESS_RW_INTERLEAVED) < 0)
    refuse(NT_UNSUPPORTED,
           std::string(direction_ == SND_PCM_STREAM_CAPTURE ? "gives" : "takes") + " no interleaved frames");
  snd_pcm_uframes_t buffer = buffer_frames, period = period_frames;
  a.snd_pcm_hw_params_set_buffer_size_near(pcm, params, &buffer);
  a.snd_pcm_hw_params_set_period_size_near(pcm, params, &period, nullptr);
  if (const int error = a.snd_pcm_hw_params(pcm, params); error < 0)
    throw Error(NT_IO, "ALSA refuses what \"" + name_ + "\" has offered: " + a.snd_strerror(error));
  a.snd_pcm_hw_params_get_buffer_size(params, &buffer);
  a.snd_pcm_hw_params_get_period_size(params, &period, nullptr);
  agreed_.buffer_frames = buffer;
  agreed_.period_frames = static_cast<uint32_t>(std::max<snd_pcm_uframes_t>(period, 1));
  set_wake_up(pcm, agreed_.period_frames);
  agreed_.is_exact = as_it_is_ && changes_nothing(pcm);
  return std::move(agreed_);
}

}  // namespace nt::system
