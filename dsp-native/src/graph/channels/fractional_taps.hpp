#pragma once
// The kernel that delays by a fraction of a frame.

#include <array>
#include <cstdint>

namespace nt::graph {

inline constexpr uint32_t fractional_taps = 128;
/// Whole frames of the kernel's own delay.
inline constexpr uint32_t fractional_centre = fractional_taps / 2 - 1;

/// taps[j] belongs to the input j frames ago; in all a delay of fractional_centre + fraction, 0 <= fraction < 1. A sinc
/// under a Kaiser window (beta 13), scaled to gain 1 at 0 Hz.
std::array<double, fractional_taps> design_fractional_delay(double fraction);

}  // namespace nt::graph
