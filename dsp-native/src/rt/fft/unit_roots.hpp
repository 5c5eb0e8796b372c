#pragma once
// The roots of unity every transform is built on, computed without libm so that each machine has the same.

#include <cstddef>
#include <vector>

namespace nt::fft {

struct UnitRoot {
  double re;  // cos(2 pi k / n)
  double im;  // sin(2 pi k / n)
};

/// Correctly rounded (to within 2^-100) roots of order n, for any n. Taylor series in double-double arithmetic over two
/// tables of sqrt(n) angles; one complex product a root.
class UnitRoots {
 public:
  explicit UnitRoots(size_t n);
  /// exp(2 pi i k / n) for any k.
  [[nodiscard]] UnitRoot operator()(size_t k) const;

 private:
  struct Wide {
    double hi, lo;
  };
  struct WideRoot {
    Wide re, im;
  };
  static Wide add(Wide a, Wide b);
  static Wide subtract(Wide a, Wide b) { return add(a, {-b.hi, -b.lo}); }
  static Wide multiply(Wide a, Wide b);
  static Wide divide(Wide a, double b);
  static WideRoot taylor(double numerator, double denominator);

  size_t n_;
  size_t fine_count_;
  std::vector<WideRoot> coarse_, fine_;  // of angles in units of 1/(8n) turn
};

}  // namespace nt::fft
