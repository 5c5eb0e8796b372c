#pragma once
// Digital sections whose magnitude is that of the analogue prototype up to the edge of hearing, not a bilinear squeeze.

#include <array>
#include <cstdint>
#include <vector>

#include "graph/biquad.hpp"
#include "ntdsp/graph.h"

namespace nt::graph {

/// Analogue second-order prototype in s normalised to the band's frequency, coefficients of s^2, s, 1. With
/// A = 10^(gain/40), Q the band's:
///   peaking    (s^2 + s A/Q + 1) / (s^2 + s/(A Q) + 1)
///   low shelf  A (s^2 + s sqrt(A)/Q + A) / (A s^2 + s sqrt(A)/Q + 1), high shelf its mirror s -> 1/s
///   low, high, band pass: 1, s^2, s/Q over s^2 + s/Q + 1; notch s^2 + 1, all pass s^2 - s/Q + 1 over the same.
struct Prototype {
  std::array<double, 3> numerator, denominator;
};
Prototype prototype(const nt_eq_band& band);

/// One band as one or two sections at sample_rate. Poles and zeros are those of the prototype through z = e^(sT); what
/// remains (a smooth function: the prototype's images beyond the sample rate) is a least-squares section of its own
/// where it exceeds 0.02 dB. Within 0.08 dB of the prototype up to 0.45 of the sample rate for every band whose
/// frequency is at most 0.45 of it, over all of Q and gain in graph.h. Above, up to 0.49, within 0.08 dB too, but for a
/// low pass of high Q, whose own resonance meets its image: within 0.3 dB. The all pass is bilinear: magnitude 1, phase
/// exact at its frequency.
struct BandDesign {
  std::array<Section, 2> sections;
  uint32_t count = 1;
};
BandDesign design_band(const nt_eq_band& band, double sample_rate);

/// The band by the bilinear transform of its prototype with the frequency kept: one section, the formulas of R.
/// Bristow-Johnson's cookbook for audio EQ biquads.
Section design_bilinear(const nt_eq_band& band, double sample_rate);

/// Throws NT_INVALID_ARGUMENT naming the band, where a value is out of the ranges of graph.h.
void check_bands(const nt_eq_params& params);
/// All bands in order. Throws NT_INVALID_ARGUMENT where a band's frequency is above 0.49 of the rate.
std::vector<Section> design_bands(const nt_eq_params& params, double sample_rate);

/// |H(e^jw)|^2 at w radians a frame, well-conditioned also near w = 0.
double power_response(const Section& section, double w);

/// Frames until the response of the cascade to any input within full scale has fallen below -120 dB: a bound by the
/// generating function, never too short.
uint64_t cascade_tail(const std::vector<Section>& sections);

}  // namespace nt::graph
