#include "graph/resample/fractional_filter.hpp"

#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr size_t most_nodes = 5;

/// The polynomial through the values at Chebyshev's nodes x: Newton's divided differences, then powers of x.
void fit(size_t nodes, const double (&x)[most_nodes], double (&y)[most_nodes]) {
  for (size_t order = 1; order < nodes; ++order)
    for (size_t i = nodes - 1; i >= order; --i) y[i] = (y[i] - y[i - 1]) / (x[i] - x[i - order]);
  for (size_t start = nodes - 1; start-- > 0;)
    for (size_t i = start; i + 1 < nodes; ++i) y[i] -= x[start] * y[i + 1];
}

}  // namespace

FractionalFilter::FractionalFilter(const KaiserSinc& filter, size_t taps, Polynomials polynomials)
    : taps_(taps),
      degree_(polynomials.degree),
      segments_(polynomials.segments),
      table_(segments_ * taps * (degree_ + 1)) {
  const size_t nodes = degree_ + 1;
  double x[most_nodes];
  for (size_t i = 0; i < nodes; ++i)
    x[i] = math::cos(math::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(nodes));
  double* to = table_.data();
  for (size_t s = 0; s < segments_; ++s)
    for (size_t eight = 0; eight < taps; eight += lanes, to += lanes * nodes)
      for (size_t lane = 0; lane < lanes; ++lane) {
        double y[most_nodes];
        for (size_t i = 0; i < nodes; ++i) {
          const double fraction = (static_cast<double>(s) + 0.5 + 0.5 * x[i]) / static_cast<double>(segments_);
          y[i] = filter(static_cast<double>(before()) + fraction - static_cast<double>(eight + lane));
        }
        fit(nodes, x, y);
        for (size_t i = 0; i < nodes; ++i) to[lanes * (degree_ - i) + lane] = y[i];
      }
}

}  // namespace nt::graph
