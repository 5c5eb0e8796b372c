#include "rt/fft/unit_roots.hpp"

#include <cmath>
#include <utility>

namespace nt::fft {

UnitRoots::Wide UnitRoots::add(Wide a, Wide b) {
  const double s = a.hi + b.hi;
  const double v = s - a.hi;
  const double e = ((a.hi - (s - v)) + (b.hi - v)) + (a.lo + b.lo);
  const double hi = s + e;
  return {hi, e - (hi - s)};
}

UnitRoots::Wide UnitRoots::multiply(Wide a, Wide b) {
  const double p = a.hi * b.hi;
  const double e = std::fma(a.hi, b.hi, -p) + std::fma(a.hi, b.lo, a.lo * b.hi);
  const double hi = p + e;
  return {hi, e - (hi - p)};
}

UnitRoots::Wide UnitRoots::divide(Wide a, double b) {
  const double q = a.hi / b;
  const double rest = std::fma(-q, b, a.hi) + a.lo;
  const double tail = rest / b;
  const double hi = q + tail;
  return {hi, tail - (hi - q)};
}

// Angles of at most an eighth of a turn: 15 terms leave less than 2^-104.
UnitRoots::WideRoot UnitRoots::taylor(double numerator, double denominator) {
  constexpr Wide turn{6.283185307179586, 2.4492935982947064e-16};
  const Wide x = multiply(turn, divide({numerator, 0}, denominator));
  const Wide square = multiply(x, x);
  Wide term_c{1, 0}, term_s = x, c = term_c, s = x;
  for (int i = 1; i < 15; ++i) {
    term_c = divide(multiply(term_c, square), -((2.0 * i - 1) * (2.0 * i)));
    term_s = divide(multiply(term_s, square), -((2.0 * i) * (2.0 * i + 1)));
    c = add(c, term_c);
    s = add(s, term_s);
  }
  return {c, s};
}

UnitRoots::UnitRoots(size_t n) : n_(n) {
  fine_count_ = static_cast<size_t>(std::sqrt(static_cast<double>(n))) + 1;
  const auto whole = 8.0 * static_cast<double>(n);
  for (size_t i = 0; i < fine_count_; ++i) fine_.push_back(taylor(static_cast<double>(i), whole));
  for (size_t i = 0; i <= n / fine_count_; ++i) coarse_.push_back(taylor(static_cast<double>(i * fine_count_), whole));
}

UnitRoot UnitRoots::operator()(size_t k) const {
  // Folding into the first eighth of the circle makes the symmetric roots equal and the quarter turns exact.
  const size_t scaled = k % n_ * 8;
  const size_t octant = scaled / n_;
  const size_t rest = scaled - octant * n_;
  const bool mirrored = (octant & 1) != 0;
  const size_t angle = mirrored ? n_ - rest : rest;
  const WideRoot& a = coarse_[angle / fine_count_];
  const WideRoot& b = fine_[angle % fine_count_];
  double c = subtract(multiply(a.re, b.re), multiply(a.im, b.im)).hi;
  double s = add(multiply(a.re, b.im), multiply(a.im, b.re)).hi;
  if (((octant + 1) & 2) != 0) std::swap(c, s);
  if (octant >= 2 && octant < 6) c = -c;
  if (octant >= 4) s = -s;
  return {c, s};
}

}  // namespace nt::fft
