#include "graph/resample/doubling.hpp"

#include <algorithm>

#include "abi/guard.hpp"

namespace nt::graph {

Doubling Doubling::choose(double lower, const LowPass& filter, size_t least_transform) {
  Ratio ratio = {2, 1};
  for (double rate = 1; rate >= 2 * lower; rate /= 2)
    if (ratio.up == 2)
      ratio.up = 1;
    else
      ratio.down *= 2;
  const auto shape = SpectralShape::choose(ratio, filter, least_transform);
  if (!shape) throw Error(NT_UNSUPPORTED, "the output rate is too far below the input rate for one conversion");
  return {ratio, *shape, filter};
}

FractionalFilter Doubling::interpolation(size_t taps, Polynomials polynomials) const {
  const double band = filter.stop * static_cast<double>(ratio.down) / static_cast<double>(ratio.up);
  const double reach = static_cast<double>(taps) / 2;
  // More than 230 dB would only be rounding.
  const double db = std::min(230.0, KaiserSinc::db_for(reach, 1 - 2 * band));
  return {KaiserSinc(0.5, reach, db), taps, polynomials};
}

}  // namespace nt::graph
