#include "graph/resample/ratio.hpp"

#include <cmath>
#include <numeric>

namespace nt::graph {

Ratio Ratio::of(double in_rate, double out_rate) {
  const auto in = static_cast<uint64_t>(std::nearbyint(std::ldexp(in_rate, 26)));
  const auto out = static_cast<uint64_t>(std::nearbyint(std::ldexp(out_rate, 26)));
  const uint64_t common = std::gcd(in, out);
  return {out / common, in / common};
}

uint64_t Ratio::converted(uint64_t n) const {
  const auto product = static_cast<unsigned __int128>(n) * up;
  return static_cast<uint64_t>((product + down - 1) / down);
}

}  // namespace nt::graph
