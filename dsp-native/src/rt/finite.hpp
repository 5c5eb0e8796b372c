#pragma once
// Whether values are finite, by their exponents alone and without a branch in the loop.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace nt {

template <class T>
inline bool is_finite(const T* x, size_t n) noexcept {
  static_assert(std::is_same_v<T, double> || std::is_same_v<T, float>);
  using Bits = std::conditional_t<std::is_same_v<T, double>, uint64_t, uint32_t>;
  constexpr Bits exponent = std::bit_cast<Bits>(std::numeric_limits<T>::infinity());
  Bits bad = 0;
  for (size_t i = 0; i < n; ++i) bad |= static_cast<Bits>((std::bit_cast<Bits>(x[i]) & exponent) == exponent);
  return bad == 0;
}

}  // namespace nt
