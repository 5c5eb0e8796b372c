#pragma once
// What is convolved with what.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nt::graph::partitioned {

/// output += input * impulse. Mono to all: the same impulse on every channel's route; true stereo: four routes.
struct Route {
  uint32_t input, output, impulse;
};

struct Matrix {
  uint32_t inputs, outputs;
  /// Sorted by output, which is the order their products are added in.
  std::vector<Route> routes;
  /// Of equal length, at least 1.
  std::vector<std::vector<double>> impulses;

  [[nodiscard]] size_t taps() const { return impulses.front().size(); }
};

}  // namespace nt::graph::partitioned
