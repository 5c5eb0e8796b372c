#pragma once
// How an impulse response is cut into partitions: a function of its length and the block alone, so that the samples
// do not depend on machine, call size or the use of a thread.

#include <cstddef>
#include <vector>

namespace nt::graph::partitioned {

/// Taps offset .. offset + partitions * part of the impulse, in transforms of 2 * part values.
struct Segment {
  size_t offset;
  size_t part;        // a power of two, a multiple of the block
  size_t partitions;  // at least 1
  /// What is due only a whole part after its input is complete (offset = 2 part), and may be computed by another
  /// thread. Otherwise offset = part (due with the next block), or 0 for the first segment (due at once).
  bool deferred;
};

struct Layout {
  size_t block;
  size_t direct;  // taps convolved in direct form: 0, or block
  std::vector<Segment> segments;

  /// Of the longest transform's half; every grid of the layout repeats after it.
  [[nodiscard]] size_t period() const;
  /// Input frames before a frame that can still change what comes after it, rounded up to the period.
  [[nodiscard]] size_t memory(size_t taps) const;
};

/// taps >= 1; block a power of two. direct: the first block of taps in direct form, for output without any delay.
[[nodiscard]] Layout plan(size_t taps, size_t block, bool direct);

}  // namespace nt::graph::partitioned
