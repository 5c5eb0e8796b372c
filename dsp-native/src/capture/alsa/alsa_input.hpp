#pragma once
// "alsa:NAME": a PCM of ALSA that captures; "alsa:" alone is "default".

#include "capture/input.hpp"

namespace nt::capture {

extern const Backend alsa_backend;

}  // namespace nt::capture
