#pragma once
// "jack:NAME": a client of a running JACK server (or PipeWire's) whose ports are connected, one a channel, to the
// inputs of the client NAME; "jack:" alone to the inputs of the hardware.

#include "output/device/device.hpp"

namespace nt::device {

extern const Backend jack_backend;

}  // namespace nt::device
