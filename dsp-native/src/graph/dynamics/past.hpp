#pragma once
// The last values of a signal, in one piece of memory with what is appended next.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "rt/aligned.hpp"
#include "rt/state.hpp"

namespace nt::graph {

class Past {
 public:
  /// Values behind the end that may be touched, with unspecified finite contents.
  static constexpr size_t slack = 64;

  /// Takes the memory. keep: values before the appended ones that stay readable; most: values appended at once.
  void resize(uint32_t keep, uint32_t most) {
    keep_ = keep;
    // Long enough that moving the past to the front is rare.
    values_.assign(static_cast<size_t>(keep) + std::max(4 * most, 2 * keep) + slack, 0.0);
    end_ = keep;
  }
  void reset() noexcept {
    std::fill(values_.begin(), values_.end(), 0.0);
    end_ = keep_;
  }
  /// Room for n values to be written by the caller; result[-keep .. n-1] is readable until the next call.
  double* append(size_t n) noexcept {
    if (end_ + n + slack > values_.size()) {
      std::memmove(values_.data(), values_.data() + end_ - keep_, keep_ * sizeof(double));
      end_ = keep_;
    }
    double* at = values_.data() + end_;
    end_ += n;
    return at;
  }
  /// Begins with the newest values of another one, as many as both keep.
  void inherit(const Past& old) noexcept {
    const size_t known = std::min(keep_, old.keep_);
    end_ = keep_;
    std::copy_n(old.values_.data() + old.end_ - known, known, values_.data() + end_ - known);
  }
  void save(StateWriter& writer) const { writer.put(std::span<const double>(values_.data() + end_ - keep_, keep_)); }
  void load(StateReader& reader) {
    reader.get(std::span<double>(values_.data(), keep_));
    end_ = keep_;
  }

 private:
  AlignedVector<double> values_;
  size_t keep_ = 0;
  size_t end_ = 0;
};

}  // namespace nt::graph
