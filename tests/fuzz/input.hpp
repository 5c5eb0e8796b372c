#pragma once
// A fuzzer's bytes taken as numbers, and how a broken promise ends the run.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "ntdsp/abi.h"

namespace nt::fuzz {

/// Takes values off the input; zeros when it is used up.
class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool left() const { return at_ < size_; }
  uint8_t byte() { return at_ < size_ ? data_[at_++] : 0; }
  template <class T>
  T raw() {
    T value{};
    for (size_t i = 0; i < sizeof value; ++i) reinterpret_cast<uint8_t*>(&value)[i] = byte();
    return value;
  }
  /// Mostly within low..high, in 240 steps; sometimes at or beyond the borders, not a number, or anything.
  double number(double low, double high) {
    const uint8_t b = byte();
    if (b <= 240) return low + (high - low) * b / 240;
    switch (b) {
      case 241:
        return std::nextafter(low, -1e300);
      case 242:
        return std::nextafter(high, 1e300);
      case 243:
        return std::numeric_limits<double>::quiet_NaN();
      case 244:
        return std::numeric_limits<double>::infinity();
      case 245:
        return -std::numeric_limits<double>::infinity();
      case 246:
        return 0;
      case 247:
        return 5e-324;
      default:
        return raw<double>();
    }
  }
  uint32_t whole(uint32_t low, uint32_t high) {
    const uint8_t b = byte();
    return b < 250 ? low + b % (high - low + 1) : raw<uint32_t>();
  }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

[[noreturn]] inline void broken(const char* what) {
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

/// Every status is one that abi.h names.
inline nt_status known(nt_status status) {
  if (status < NT_NO_SPACE || status > NT_END) broken("a status outside of the enumeration");
  return status;
}

}  // namespace nt::fuzz
