#include "system/alsa/pcm.hpp"

#include <algorithm>
#include <cerrno>

#include "abi/guard.hpp"

namespace nt::system {
namespace {

std::string said(int error) { return alsa().snd_strerror(error); }

}  // namespace

bool changes_nothing(snd_pcm_t* pcm) {
  const auto& a = alsa();
  snd_output_t* text = nullptr;
  if (a.snd_output_buffer_open(&text) < 0) return false;
  a.snd_pcm_dump(pcm, text);
  char* start = nullptr;
  const size_t length = a.snd_output_buffer_string(text, &start);
  const std::string dump(start, length);
  a.snd_output_close(text);
  constexpr const char* changing[] = {"conversion", "Soft volume", "Mixing",   "Route", "LADSPA",
                                      "IEC958",     "PulseAudio",  "PipeWire", "JACK",  "A52"};
  return std::none_of(std::begin(changing), std::end(changing),
                      [&](const char* word) { return dump.find(word) != std::string::npos; });
}

void set_wake_up(snd_pcm_t* pcm, uint32_t period) {
  const auto& a = alsa();
  snd_pcm_sw_params_t* made = nullptr;
  if (a.snd_pcm_sw_params_malloc(&made) < 0) throw std::bad_alloc();
  const std::unique_ptr<snd_pcm_sw_params_t, FreeParams> params(made);
  snd_pcm_uframes_t boundary = 0;
  a.snd_pcm_sw_params_current(pcm, made);
  a.snd_pcm_sw_params_get_boundary(made, &boundary);
  a.snd_pcm_sw_params_set_start_threshold(pcm, made, boundary);
  a.snd_pcm_sw_params_set_avail_min(pcm, made, period);
  if (const int error = a.snd_pcm_sw_params(pcm, made); error < 0)
    throw Error(NT_IO, "ALSA refuses its software parameters: " + said(error));
}

snd_pcm_format_t alsa_format(nt_device_samples samples) {
  switch (carrier(samples)) {
    case NT_DEVICE_S16:
      return SND_PCM_FORMAT_S16_LE;
    case NT_DEVICE_S24_3:
      return SND_PCM_FORMAT_S24_3LE;
    case NT_DEVICE_S24:
      return SND_PCM_FORMAT_S24_LE;
    case NT_DEVICE_S32:
      return SND_PCM_FORMAT_S32_LE;
    case NT_DEVICE_F32:
      return SND_PCM_FORMAT_FLOAT_LE;
    case NT_DEVICE_F64:
      return SND_PCM_FORMAT_FLOAT64_LE;
    case NT_DEVICE_DSD_U8:
      return SND_PCM_FORMAT_DSD_U8;
    case NT_DEVICE_DSD_U16_LE:
      return SND_PCM_FORMAT_DSD_U16_LE;
    case NT_DEVICE_DSD_U16_BE:
      return SND_PCM_FORMAT_DSD_U16_BE;
    case NT_DEVICE_DSD_U32_LE:
      return SND_PCM_FORMAT_DSD_U32_LE;
    default:
      return SND_PCM_FORMAT_DSD_U32_BE;
  }
}

OpenPcm open_pcm(const std::string& name, bool as_it_is, snd_pcm_stream_t direction) {
  snd_pcm_t* pcm = nullptr;
  const int flags = as_it_is ? SND_PCM_NO_AUTO_RESAMPLE | SND_PCM_NO_AUTO_CHANNELS | SND_PCM_NO_AUTO_FORMAT : 0;
  const std::string wanted = name.empty() ? "default" : name;
  const int error = alsa().snd_pcm_open(&pcm, wanted.c_str(), direction, SND_PCM_NONBLOCK | flags);
  if (error >= 0) return OpenPcm(pcm);
  if (error == -ENOENT || error == -EINVAL)
    throw Error(NT_NOT_FOUND, "ALSA has no " + std::string(direction == SND_PCM_STREAM_CAPTURE ? "input" : "device") +
                                  " called \"" + wanted + "\"");
  throw Error(NT_IO, "ALSA cannot open \"" + wanted + "\": " + said(error));
}

HwParams any_params(snd_pcm_t* pcm, bool as_it_is) {
  const auto& a = alsa();
  snd_pcm_hw_params_t* made = nullptr;
  if (a.snd_pcm_hw_params_malloc(&made) < 0) throw std::bad_alloc();
  HwParams params(made);
  if (const int error = a.snd_pcm_hw_params_any(pcm, made); error < 0)
    throw Error(NT_IO, "ALSA's device says nothing about itself: " + said(error));
  if (as_it_is) a.snd_pcm_hw_params_set_rate_resample(pcm, made, 0);
  return params;
}

uint32_t samples_of(snd_pcm_t* pcm, snd_pcm_hw_params_t* params) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < NT_DEVICE_SAMPLES_COUNT; ++i) {
    const auto samples = static_cast<nt_device_samples>(i);
    if (alsa().snd_pcm_hw_params_test_format(pcm, params, alsa_format(samples)) == 0) bits |= bit(samples);
  }
  return bits;
}

}  // namespace nt::system
