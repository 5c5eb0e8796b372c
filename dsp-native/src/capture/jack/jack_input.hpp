#pragma once
// "jack:NAME": a client of a running JACK server (or PipeWire's) whose ports are connected, one a channel, to the
// outputs of the client NAME; "jack:" alone to those of the hardware.

#include "capture/input.hpp"

namespace nt::capture {

extern const Backend jack_backend;

}  // namespace nt::capture
