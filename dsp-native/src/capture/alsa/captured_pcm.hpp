#pragma once
// An open PCM of ALSA that captures, and what is agreed with it.

#include "ntdsp/capture.h"
#include "output/device/alsa/pcm.hpp"

namespace nt::capture {

struct CapturedPcm {
  device::OpenPcm pcm;
  nt_device_samples samples = NT_DEVICE_S16;
  double rate = 0;
  uint32_t channels = 0;
  uint64_t buffer_frames = 0;
  uint32_t period_frames = 0;
  bool is_mapped = false;  // read through mmap; else by readi
  bool is_exact = false;
};

/// What the request leaves open is chosen: the form of the most bits, 48 kHz or what is nearest, two channels or as
/// many as there must be. as_it_is: plugins may not convert. Throws what nt_capture_open answers.
CapturedPcm agree_captured(const std::string& name, const nt_capture_request& request, bool as_it_is);

}  // namespace nt::capture
