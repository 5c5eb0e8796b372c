#pragma once
// A signal at four times its rate, and back, with linear phase and a whole-frame delay.

#include <array>
#include <cstdint>
#include <vector>

#include "graph/dynamics/past.hpp"

namespace nt::graph {

/// Interpolation by two half-band filters, decimation by a half-band and a low pass (Kaiser windows, stop bands at
/// -110 dB). What is made at the high rate up to 0.41 of the base rate stays, what lies above half the base rate is
/// gone; between these it fades. A signal at the high rate is four planes of frames: plane p holds the values at
/// n + p / 4.
class Quadruple {
 public:
  static constexpr uint32_t slice = 256;

  /// Takes the memory of one channel.
  void activate();
  void reset() noexcept;
  /// Frames from in to out.
  [[nodiscard]] static uint32_t latency() noexcept;

  /// in[0..n) -> out[0..n), n <= slice; shape(plane, frames) changes a plane at the high rate in place, value by value.
  /// Real-time safe.
  template <class Shape>
  void process(const double* in, double* out, uint32_t n, Shape&& shape) noexcept {
    interpolate(in, n);
    for (double* plane : planes_) shape(plane, n);
    decimate(out, n);
  }

  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  void interpolate(const double* in, uint32_t n) noexcept;
  void decimate(double* out, uint32_t n) noexcept;

  std::vector<double> half_;   // of the first interpolation: taps on one side, by distance
  std::vector<double> short_;  // of the half-bands at the high rate
  std::vector<double> low_;    // of the last decimation, [0] in the middle
  Past base_, middle_;         // the signal, and its values half-way
  std::array<Past, 4> high_;   // shaped
  Past even_, odd_;            // at twice the rate
  std::array<double*, 4> planes_{};
};

}  // namespace nt::graph
