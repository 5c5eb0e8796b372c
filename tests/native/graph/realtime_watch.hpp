#pragma once
// Counts what a [process] function must never do.

#include <cstddef>

namespace nt::test {

/// While it lives, allocations, releases and takings of locks (mutexes, read-write and spin locks, semaphores) of this
/// thread are counted: the test binary stands in for the C library's functions (under the address sanitizer, through
/// its hooks).
class RealtimeWatch {
 public:
  RealtimeWatch() noexcept;
  ~RealtimeWatch();
  RealtimeWatch(const RealtimeWatch&) = delete;
  RealtimeWatch& operator=(const RealtimeWatch&) = delete;
  [[nodiscard]] static std::size_t allocations() noexcept;
  [[nodiscard]] static std::size_t locks() noexcept;
};

}  // namespace nt::test
