#pragma once
// Which form a stream to a sink of PulseAudio has.

#include "output/device/device.hpp"
#include "output/device/pulse/connection.hpp"

namespace nt::device {

/// Every form a server takes, whatever its sinks run.
inline constexpr uint32_t pulse_forms =
    bit(NT_DEVICE_S16) | bit(NT_DEVICE_S24_3) | bit(NT_DEVICE_S24) | bit(NT_DEVICE_S32) | bit(NT_DEVICE_F32);

/// Of one of those, or of the DoP it carries.
pa_sample_format_t pulse_format(nt_device_samples samples);

/// The form that holds whatever a source of this format says: its own where there is one.
nt_device_samples form_for(pa_sample_format_t format);

/// The sink's own form first. DSD in PCM survives no conversion: only where the sink takes the very words. Throws
/// NT_UNSUPPORTED.
nt_device_samples choose_for(const PulseSink& sink, const nt_device_request& request);

}  // namespace nt::device
