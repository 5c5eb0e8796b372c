#include "output/device/alsa/pcm.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>

#include "abi/guard.hpp"
#include "output/device/device.hpp"

namespace nt::device {
namespace {

/// The most bits first, and of DSD the longest words: fewer frames.
constexpr std::array order{NT_DEVICE_S32,        NT_DEVICE_S24,        NT_DEVICE_S24_3,      NT_DEVICE_F64,
                           NT_DEVICE_F32,        NT_DEVICE_S16,        NT_DEVICE_DSD_U32_BE, NT_DEVICE_DSD_U32_LE,
                           NT_DEVICE_DSD_U16_BE, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U8,     NT_DEVICE_DOP_S32,
                           NT_DEVICE_DOP_S24,    NT_DEVICE_DOP_S24_3};

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
  for (const auto samples : order)
    if (alsa().snd_pcm_hw_params_test_format(pcm, params, alsa_format(samples)) == 0) bits |= bit(samples);
  return bits;
}

AgreedPcm agree_pcm(const std::string& name, const nt_device_request& request, bool as_it_is) {
  const auto& a = alsa();
  AgreedPcm agreed;
  agreed.pcm = open_pcm(name, as_it_is);
  snd_pcm_t* const pcm = agreed.pcm.get();
  const auto params = any_params(pcm, as_it_is);
  agreed.samples = choose(request, samples_of(pcm, params.get()), order, "\"" + name + "\"");
  a.snd_pcm_hw_params_set_format(pcm, params.get(), alsa_format(agreed.samples));
  if (a.snd_pcm_hw_params_set_channels(pcm, params.get(), request.channels) < 0) {
    unsigned low = 0, high = 0;
    a.snd_pcm_hw_params_get_channels_min(params.get(), &low);
    a.snd_pcm_hw_params_get_channels_max(params.get(), &high);
    throw Error(NT_UNSUPPORTED, "\"" + name + "\" has " + std::to_string(low) + " to " + std::to_string(high) +
                                    " channels, not " + std::to_string(request.channels));
  }
  const double rate = device_rate(agreed.samples, request.sample_rate);
  if (rate != std::floor(rate) || a.snd_pcm_hw_params_set_rate(pcm, params.get(), static_cast<unsigned>(rate), 0) < 0) {
    unsigned low = 0, high = 0;
    a.snd_pcm_hw_params_get_rate_min(params.get(), &low, nullptr);
    a.snd_pcm_hw_params_get_rate_max(params.get(), &high, nullptr);
    throw Error(NT_UNSUPPORTED, "\"" + name + "\" runs " + form_of(agreed.samples).name + " at rates from " +
                                    std::to_string(low) + " to " + std::to_string(high) + " Hz and not at " +
                                    std::to_string(static_cast<int64_t>(rate)));
  }
  agreed.is_mapped = a.snd_pcm_hw_params_set_access(pcm, params.get(), SND_PCM_ACCESS_MMAP_INTERLEAVED) == 0;
  if (!agreed.is_mapped && a.snd_pcm_hw_params_set_access(pcm, params.get(), SND_PCM_ACCESS_RW_INTERLEAVED) < 0)
    throw Error(NT_UNSUPPORTED, "\"" + name + "\" takes no interleaved frames");
  snd_pcm_uframes_t buffer =
      static_cast<snd_pcm_uframes_t>(std::max(16.0, std::ceil(device_latency(request, agreed.samples) * rate)));
  snd_pcm_uframes_t period = buffer / 4;
  a.snd_pcm_hw_params_set_buffer_size_near(pcm, params.get(), &buffer);
  a.snd_pcm_hw_params_set_period_size_near(pcm, params.get(), &period, nullptr);
  if (const int error = a.snd_pcm_hw_params(pcm, params.get()); error < 0)
    throw Error(NT_IO, "ALSA refuses what \"" + name + "\" has offered: " + said(error));
  a.snd_pcm_hw_params_get_buffer_size(params.get(), &buffer);
  a.snd_pcm_hw_params_get_period_size(params.get(), &period, nullptr);
  agreed.buffer_frames = buffer;
  agreed.period_frames = static_cast<uint32_t>(std::max<snd_pcm_uframes_t>(period, 1));
  set_wake_up(pcm, agreed.period_frames);
  agreed.is_exact = as_it_is && changes_nothing(pcm);
  return agreed;
}

}  // namespace nt::device
