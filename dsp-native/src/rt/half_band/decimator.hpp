#pragma once
// Half the rate of one channel: out[m] is the low-passed input at place 2m, with no delay of its own. What lies before
// the first input counts as silence. Nothing is allocated after construction.

#include <cstddef>
#include <vector>

#include "rt/aligned.hpp"
#include "rt/state.hpp"

namespace nt::half_band {

class Decimator {
 public:
  /// pairs: of design.hpp. most: inputs a call.
  Decimator(std::vector<double> pairs, size_t most);

  void reset() noexcept;
  /// Takes count inputs and gives the outputs they complete, at most count / 2 + 1; returns how many.
  size_t process(const double* in, size_t count, double* out) noexcept;
  /// An output needs the inputs this far after its place.
  [[nodiscard]] size_t reach() const { return 2 * pairs_.size() - 1; }

  void save(StateWriter& to) const;
  void load(StateReader& from);

 private:
  std::vector<double> pairs_;
  AlignedVector<double> even_;  // of the next outputs' places
  AlignedVector<double> odd_;   // from pairs before the next output's place
  size_t evens_ = 0, odds_ = 0;
  bool at_odd_ = false;  // where the next input belongs
};

}  // namespace nt::half_band
