#pragma once
// A step from 0 to 1 whose first three derivatives vanish at both ends: a gain that moves along it leaves next to
// nothing far from a tone's frequency (the spectrum of its slope falls with the fourth power).

namespace nt {

/// x: 0..1.
constexpr double smooth_step(double x) noexcept {
  const double x2 = x * x;
  return x2 * x2 * (35.0 + x * (-84.0 + x * (70.0 - 20.0 * x)));
}

}  // namespace nt
