#include "output/device/alsa/catalogue.hpp"

#include <algorithm>

#include "system/alsa/names.hpp"
#include "system/alsa/pcm.hpp"

namespace nt::device {
namespace {

/// Takes this form at this rate of the device.
bool runs(snd_pcm_t* pcm, nt_device_samples samples, double rate) {
  const auto& a = alsa();
  const auto params = any_params(pcm, true);
  return a.snd_pcm_hw_params_set_format(pcm, params.get(), alsa_format(samples)) == 0 &&
         a.snd_pcm_hw_params_test_rate(pcm, params.get(), static_cast<unsigned>(rate), 0) == 0;
}

/// In any of these forms.
bool runs_any(snd_pcm_t* pcm, uint32_t bits, double rate) {
  for (uint32_t i = 0; i < NT_DEVICE_SAMPLES_COUNT; ++i) {
    const auto samples = static_cast<nt_device_samples>(i);
    if ((bits >> i & 1) != 0 && runs(pcm, samples, device_rate(samples, rate))) return true;
  }
  return false;
}

}  // namespace

void list_alsa(std::vector<nt_device_description>& out) {
  for (const auto& pcm : alsa_names()) {
    if (!pcm.plays) continue;
    auto d = description("alsa", pcm.name, pcm.text);
    d.is_default = pcm.is_default ? 1 : 0;
    out.push_back(d);
  }
}

nt_device_capabilities probe_alsa(const std::string& address) {
  const auto& a = alsa();
  const auto pcm = open_pcm(address, true, SND_PCM_STREAM_PLAYBACK);
  const auto params = any_params(pcm.get(), true);
  nt_device_capabilities c{};
  unsigned low = 0, high = 0;
  a.snd_pcm_hw_params_get_channels_min(params.get(), &low);
  a.snd_pcm_hw_params_get_channels_max(params.get(), &high);
  c.min_channels = low;
  c.max_channels = std::min(high, NT_MAX_CHANNELS);
  c.samples = samples_of(pcm.get(), params.get());
  for (const double rate : usual_rates())
    if (runs_any(pcm.get(), c.samples & pcm_forms, rate)) c.rates[c.rate_count++] = rate;
  for (const double rate : usual_dsd_rates())
    if (runs_any(pcm.get(), c.samples & ~pcm_forms, rate)) c.dsd_rates[c.dsd_count++] = rate;
  if (c.dsd_count == 0) c.samples &= pcm_forms;
  c.is_exclusive = a.snd_pcm_type(pcm.get()) == SND_PCM_TYPE_HW ? 1 : 0;
  return c;
}

}  // namespace nt::device
