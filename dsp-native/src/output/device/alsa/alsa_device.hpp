#pragma once
// "alsa:NAME": a PCM of ALSA, "alsa:" alone its default. A thread of our own waits for it and writes, through mmap
// where there is one.

#include "output/device/device.hpp"

namespace nt::device {

extern const Backend alsa_backend;

}  // namespace nt::device
