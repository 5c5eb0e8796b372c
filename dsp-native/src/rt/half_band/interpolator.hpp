#pragma once
// Twice the rate of one channel: the inputs pass untouched, between each two comes the one the low pass gives. With no
// delay of its own; what lies before the first input counts as silence. Nothing is allocated after construction.

#include <cstddef>
#include <vector>

#include "rt/aligned.hpp"
#include "rt/state.hpp"

namespace nt::half_band {

class Interpolator {
 public:
  /// pairs: of design.hpp, at the higher rate. most: inputs a call.
  Interpolator(const std::vector<double>& pairs, size_t most);

  void reset() noexcept;
  /// Takes count inputs and gives the outputs they complete, at most 2 count; returns how many, always even.
  size_t process(const double* in, size_t count, double* out) noexcept;
  /// A pair of outputs needs this many inputs after the first one's place.
  [[nodiscard]] size_t reach() const { return taps_.size(); }

  void save(StateWriter& to) const;
  void load(StateReader& from);

 private:
  std::vector<double> taps_;
  AlignedVector<double> in_;  // from reach - 1 before the next output's place
  AlignedVector<double> between_;
  size_t held_ = 0;
};

}  // namespace nt::half_band
