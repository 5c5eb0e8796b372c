#pragma once
// "pulse:SINK": a stream to a sink of a PulseAudio server (or PipeWire's), "pulse:" alone to its default.

#include "output/device/device.hpp"

namespace nt::device {

extern const Backend pulse_backend;

std::unique_ptr<Device> open_pulse(const std::string& address, const nt_device_request& request);

}  // namespace nt::device
