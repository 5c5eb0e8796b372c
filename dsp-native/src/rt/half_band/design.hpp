#pragma once
// Kaiser-windowed low passes (Kaiser 1974), designed without libm so that their taps have the same bits everywhere.

#include <cstddef>
#include <vector>

namespace nt::half_band {

/// Suppression every filter here is designed for. Kaiser's formula is an estimate: short filters miss it by up to 10
/// dB.
constexpr double attenuation_db = 196;

/// The window at x in -1..1 (0 outside).
double kaiser(double x);

/// A half-band low pass has 1/2 in the middle, 0 at every other even place, and these at the places +-(2j + 1),
/// j = 0..size-1. They sum to 1/4, so that its gain is 1 at 0 Hz and 0 at half the rate. edge: end of the pass band as
/// a share of the rate, below 0.25; the stop band begins at 0.5 - edge.
std::vector<double> pairs(double edge);

/// Taps 0..reach of a symmetric low pass of 2 reach + 1 taps with -6 dB at corner (a share of the rate); the sum over
/// all taps is 1.
std::vector<double> low_pass(size_t reach, double corner);

}  // namespace nt::half_band
