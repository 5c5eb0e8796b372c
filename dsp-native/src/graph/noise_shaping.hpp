#pragma once
// The filter that moves quantisation noise to where the ear does not hear it.

#include <array>

namespace nt::graph {

inline constexpr int shaping_order = 9;

/// Coefficients c of the noise transfer function 1 + c[0] z^-1 + ... + c[8] z^-9 that has the least noise power
/// weighted by the inverse of the threshold in quiet (Terhardt 1979, kept within 36 dB of its minimum). The weighting's
/// autocorrelation and the Levinson recursion give it: the prediction-error filter of a process with that spectrum is
/// the optimum, and of least phase (Gerzon and Craven 1989: its gain in dB averages to 0 over the band).
std::array<double, shaping_order> design_shaping(double sample_rate);

}  // namespace nt::graph
