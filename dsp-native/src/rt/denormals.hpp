#pragma once
// Numbers too small for a full mantissa cost a hundred cycles each, and every decaying filter ends in them.

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace nt {

/// While it lives, denormal operands and results of this thread are zero. It stands around every process call, so the
/// samples do not depend on who calls or how the stream is cut.
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() noexcept : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040u); }
  ~FlushDenormals() { _mm_setcsr(before_); }
#elif defined(__aarch64__)
  FlushDenormals() noexcept {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" ::"r"(before_ | (1ull << 24)));
  }
  ~FlushDenormals() { asm volatile("msr fpcr, %0" ::"r"(before_)); }
#else
#error "say how denormals are flushed on this processor"
#endif
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE2__)
  unsigned before_;
#else
  unsigned long before_ = 0;
#endif
};

}  // namespace nt
