#pragma once
// "pulse:SOURCE": a source of a PulseAudio server (or PipeWire's), or the monitor of a sink; "pulse:" its default
// source. "app:INDEX", "app:NAME": what one application plays there.

#include "capture/input.hpp"

namespace nt::capture {

extern const Backend pulse_backend, app_backend;

std::unique_ptr<Input> open_pulse(const std::string& address, const nt_capture_request& request);
std::unique_ptr<Input> open_app(const std::string& address, const nt_capture_request& request);

}  // namespace nt::capture
