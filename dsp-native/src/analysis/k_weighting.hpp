#pragma once
// The K weighting of ITU-R BS.1770-4, designed for any sample rate.

#include <array>
#include <cstdint>

namespace nt::analysis {

/// b0 b1 b2 a1 a2 of a second-order section, a0 = 1.
struct Section {
  double b0, b1, b2, a1, a2;
};

/// High shelf (the head), then high pass. The standard tabulates 48 kHz only; these are the analogue prototypes behind
/// the table (shelf 1681.97 Hz, Q 0.7072, +4 dB; high pass 38.135 Hz, Q 0.5003), transformed bilinearly with
/// prewarping, which gives the table at 48 kHz to 1e-9.
std::array<Section, 2> k_weighting(double sample_rate);

/// The mask, or the customary one where it does not name as many speakers as there are channels; 0 where there is none.
uint64_t layout_of(uint32_t channels, uint64_t mask);

/// Weight of each channel in the loudness sum, see nt_loudness_create. weights has channels values.
void channel_weights(uint32_t channels, uint64_t mask, double* weights);

}  // namespace nt::analysis
