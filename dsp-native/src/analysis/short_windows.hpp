#pragma once
// Power spectra of short windows from those of a long one.

#include <cstdint>
#include <vector>

namespace nt::analysis {

/// Hann windows (periodic) at a hop of a quarter of their length lie evenly over a signal, so the sum of a signal's
/// power spectra over all such windows is the Fourier transform of its autocorrelation, weighted by the window's own
/// (Wiener and Khinchin; Welch 1967). The weights of a long window are near 1 over the lags that a short one reaches:
/// divided out and replaced, they give what the short windows would have shown, without their transforms.
///
/// sums: long_size / 2 + 1 sums of powers, or of Re(mid conj side), over all long windows, each scaled by 8 /
/// long_size^2. Returns short_size / 2 + 1 sums over all windows of short_size, scaled by 8 / short_size^2. Both sizes
/// are powers of two, short_size at most a quarter of long_size.
std::vector<double> short_window_sums(const std::vector<double>& sums, uint32_t long_size, uint32_t short_size);

}  // namespace nt::analysis
