#pragma once
// An open PCM of ALSA: what it can do, and whether it leaves samples as they are.

#include <memory>
#include <string>

#include "system/alsa/library.hpp"
#include "system/forms.hpp"

namespace nt::system {

struct ClosePcm {
  void operator()(snd_pcm_t* pcm) const { alsa().snd_pcm_close(pcm); }
};
using OpenPcm = std::unique_ptr<snd_pcm_t, ClosePcm>;

struct FreeParams {
  void operator()(snd_pcm_hw_params_t* p) const { alsa().snd_pcm_hw_params_free(p); }
  void operator()(snd_pcm_sw_params_t* p) const { alsa().snd_pcm_sw_params_free(p); }
};
using HwParams = std::unique_ptr<snd_pcm_hw_params_t, FreeParams>;

snd_pcm_format_t alsa_format(nt_device_samples samples);

/// name empty: "default"; as_it_is: plugins may not convert rate, channels or format. Throws NT_NOT_FOUND, NT_IO.
OpenPcm open_pcm(const std::string& name, bool as_it_is, snd_pcm_stream_t direction);
/// Everything the PCM can do. Throws NT_IO.
HwParams any_params(snd_pcm_t* pcm, bool as_it_is);
/// Bits of nt_device_samples that it takes, the carriers of DoP counted in.
uint32_t samples_of(snd_pcm_t* pcm, snd_pcm_hw_params_t* params);

/// From the description of the agreed PCM: nothing in its chain of plugins touches samples.
bool changes_nothing(snd_pcm_t* pcm);
/// It starts when it is told to, and wakes up whoever waits for every period. Throws NT_IO.
void set_wake_up(snd_pcm_t* pcm, uint32_t period);

}  // namespace nt::system
