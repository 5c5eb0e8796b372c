#pragma once

#include <time.h>

#include <cstdint>

namespace nt {

/// Clocks of the machine are read without a system call (vDSO), those of a thread's own time with one.
inline int64_t now_ns(clockid_t clock) noexcept {
  timespec t{};
  ::clock_gettime(clock, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

}  // namespace nt
