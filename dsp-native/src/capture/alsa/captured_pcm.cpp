#include "capture/alsa/captured_pcm.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "abi/guard.hpp"

namespace nt::capture {
namespace {

using device::alsa;

constexpr std::array order{NT_DEVICE_S32, NT_DEVICE_S24, NT_DEVICE_S24_3, NT_DEVICE_F64, NT_DEVICE_F32, NT_DEVICE_S16};

void agree_channels(snd_pcm_t* pcm, snd_pcm_hw_params_t* params, const std::string& name, CapturedPcm& agreed) {
  const auto& a = alsa();
  unsigned low = 0, high = 0;
  a.snd_pcm_hw_params_get_channels_min(params, &low);
  a.snd_pcm_hw_params_get_channels_max(params, &high);
  if (agreed.channels == 0) {
    agreed.channels = 2;
    if (a.snd_pcm_hw_params_test_channels(pcm, params, 2) < 0) agreed.channels = low > 2 ? low : std::min(high, 2u);
  }
  if (agreed.channels > NT_MAX_CHANNELS || a.snd_pcm_hw_params_set_channels(pcm, params, agreed.channels) < 0)
    throw Error(NT_UNSUPPORTED, "\"" + name + "\" has " + std::to_string(low) + " to " + std::to_string(high) +
                                    " channels, not " + std::to_string(agreed.channels));
}

void agree_rate(snd_pcm_t* pcm, snd_pcm_hw_params_t* params, const std::string& name, CapturedPcm& agreed) {
  const auto& a = alsa();
  if (agreed.rate == 0) {
    unsigned rate = 48000;
    if (a.snd_pcm_hw_params_set_rate_near(pcm, params, &rate, nullptr) < 0)
      throw Error(NT_IO, "\"" + name + "\" runs at no rate");
    agreed.rate = rate;
    return;
  }
  if (agreed.rate == std::floor(agreed.rate) &&
      a.snd_pcm_hw_params_set_rate(pcm, params, static_cast<unsigned>(agreed.rate), 0) == 0)
    return;
  unsigned low = 0, high = 0;
  a.snd_pcm_hw_params_get_rate_min(params, &low, nullptr);
  a.snd_pcm_hw_params_get_rate_max(params, &high, nullptr);
  throw Error(NT_UNSUPPORTED, "\"" + name + "\" runs at rates from " + std::to_string(low) + " to " +
                                  std::to_string(high) + " Hz and not at " + std::to_string(agreed.rate));
}

}  // namespace

CapturedPcm agree_captured(const std::string& name, const nt_capture_request& request, bool as_it_is) {
  const auto& a = alsa();
  CapturedPcm agreed;
  agreed.channels = request.channels;
  agreed.rate = request.sample_rate;
  agreed.pcm = device::open_pcm(name, as_it_is, SND_PCM_STREAM_CAPTURE);
  snd_pcm_t* const pcm = agreed.pcm.get();
  const auto params = device::any_params(pcm, as_it_is);
  const uint32_t there = device::samples_of(pcm, params.get()) & device::pcm_forms;
  const uint32_t wanted = request.samples != 0 ? request.samples : device::pcm_forms;
  const auto* const chosen =
      std::find_if(order.begin(), order.end(), [&](auto s) { return (there & wanted & device::bit(s)) != 0; });
  if (chosen == order.end())
    throw Error(NT_UNSUPPORTED,
                "\"" + name + "\" gives " + device::names_of(there) + ", not " + device::names_of(wanted));
  agreed.samples = *chosen;
  a.snd_pcm_hw_params_set_format(pcm, params.get(), device::alsa_format(agreed.samples));
  agree_channels(pcm, params.get(), name, agreed);
  agree_rate(pcm, params.get(), name, agreed);
  agreed.is_mapped = a.snd_pcm_hw_params_set_access(pcm, params.get(), SND_PCM_ACCESS_MMAP_INTERLEAVED) == 0;
  if (!agreed.is_mapped && a.snd_pcm_hw_params_set_access(pcm, params.get(), SND_PCM_ACCESS_RW_INTERLEAVED) < 0)
    throw Error(NT_UNSUPPORTED, "\"" + name + "\" gives no interleaved frames");
  // Far more than a period: a late wake-up costs nothing then.
  auto period = static_cast<snd_pcm_uframes_t>(std::max(16.0, std::ceil(request.latency_s * agreed.rate)));
  snd_pcm_uframes_t buffer = std::max(period * 4, static_cast<snd_pcm_uframes_t>(agreed.rate / 2));
  a.snd_pcm_hw_params_set_buffer_size_near(pcm, params.get(), &buffer);
  a.snd_pcm_hw_params_set_period_size_near(pcm, params.get(), &period, nullptr);
  if (const int error = a.snd_pcm_hw_params(pcm, params.get()); error < 0)
    throw Error(NT_IO, "ALSA refuses what \"" + name + "\" has offered: " + a.snd_strerror(error));
  a.snd_pcm_hw_params_get_buffer_size(params.get(), &buffer);
  a.snd_pcm_hw_params_get_period_size(params.get(), &period, nullptr);
  agreed.buffer_frames = buffer;
  agreed.period_frames = static_cast<uint32_t>(std::max<snd_pcm_uframes_t>(period, 1));
  device::set_wake_up(pcm, agreed.period_frames);
  agreed.is_exact = as_it_is && device::changes_nothing(pcm);
  return agreed;
}

}  // namespace nt::capture
