#include "graph/convolution/partitioned/layout.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace nt::graph::partitioned {
namespace {

constexpr size_t longest_part = 65536;
constexpr size_t growth = 16;         // of a segment's part over the one before, at most
constexpr size_t inline_part = 8192;  // what the caller transforms within a call, unless the block itself is longer
constexpr double never = std::numeric_limits<double>::infinity();

/// Time a frame of transforms of 2 * part values, forward and back, in units of a millionth of a microsecond: measured
/// once, and constants since, because they decide the samples' last bits.
double transform_cost(size_t part) {
  const auto steps = static_cast<double>(std::countr_zero(part));
  return 1000 + 300 * steps;
}

/// Time a frame of one partition's products; long responses lie beyond the second cache.
double product_cost(size_t partitions, size_t part) { return partitions * part > 131072 ? 600 : 180; }

struct Choice {
  double cost = never;
  std::vector<Segment> segments;
};

/// The cheapest segments for the taps from offset on, the next of which has parts of the given size.
Choice cheapest(size_t taps, size_t offset, size_t part, size_t block) {
  const bool deferred = part > std::max(inline_part, block) && offset >= 2 * part;
  const size_t left = taps - offset;
  Choice best;
  const auto consider = [&](size_t count, const Choice* rest) {
    const double cost = transform_cost(part) + static_cast<double>(count) * product_cost(count, part) +
                        (rest != nullptr ? rest->cost : 0);
    if (cost >= best.cost) return;
    best.cost = cost;
    best.segments.assign(1, Segment{offset, part, count, deferred});
    if (rest != nullptr) best.segments.insert(best.segments.end(), rest->segments.begin(), rest->segments.end());
  };
  consider((left + part - 1) / part, nullptr);
  for (size_t next = 2 * part; next <= std::min(growth * part, longest_part); next *= 2) {
    const size_t begin = next > std::max(inline_part, block) ? 2 * next : next;
    if (begin <= offset || begin >= taps) continue;
    const Choice rest = cheapest(taps, begin, next, block);
    consider((begin - offset) / part, &rest);
  }
  return best;
}

}  // namespace

size_t Layout::period() const { return segments.empty() ? block : segments.back().part; }

size_t Layout::memory(size_t taps) const {
  const size_t part = period();
  return (taps + 4 * part - 1) / part * part;
}

Layout plan(size_t taps, size_t block, bool direct) {
  Layout layout{block, direct ? block : 0, {}};
  if (taps > layout.direct) layout.segments = cheapest(taps, layout.direct, block, block).segments;
  return layout;
}

}  // namespace nt::graph::partitioned
