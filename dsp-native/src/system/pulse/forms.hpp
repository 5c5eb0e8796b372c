#pragma once
// Which forms streams of PulseAudio have.

#include <array>

#include "system/forms.hpp"
#include "system/pulse/library.hpp"

namespace nt::system {

/// Every form a server takes and gives, whatever its sinks and sources run; widest first: where it is not theirs, it
/// converts, and then with the most bits.
inline constexpr std::array pulse_order{NT_DEVICE_S32, NT_DEVICE_F32, NT_DEVICE_S24, NT_DEVICE_S24_3, NT_DEVICE_S16};
inline constexpr uint32_t pulse_forms =
    bit(NT_DEVICE_S16) | bit(NT_DEVICE_S24_3) | bit(NT_DEVICE_S24) | bit(NT_DEVICE_S32) | bit(NT_DEVICE_F32);

/// Of one of those, or of the DoP it carries.
pa_sample_format_t pulse_format(nt_device_samples samples);

/// The form that holds whatever is of this format: its own where there is one.
nt_device_samples form_for(pa_sample_format_t format);

}  // namespace nt::system
