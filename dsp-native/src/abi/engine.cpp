#include <libavcodec/version.h>
#include <libavformat/version.h>
#include <rubberband/RubberBandStretcher.h>

extern "C" {
#include <libavutil/avutil.h>
}

#include "abi/guard.hpp"

namespace {

// The widths of AVX2 and AVX-512 give equal bits; without fused products they are others.
#if defined(__AVX512F__) && defined(__AVX512VL__) && defined(__AVX512DQ__) && defined(__FMA__)
constexpr const char* level = "avx512";
constexpr const char* isa_class = "x86-64-v3";
#elif defined(__AVX2__) && defined(__FMA__)
constexpr const char* level = "avx2";
constexpr const char* isa_class = "x86-64-v3";
#elif defined(__aarch64__)
constexpr const char* level = "neon";
constexpr const char* isa_class = "aarch64";
#else
constexpr const char* level = "generic";
constexpr const char* isa_class = "generic";
#endif

}  // namespace

const char* nt_engine_level(void) { return level; }

nt_status nt_engine_describe(nt_engine_info* out) {
  if (out == nullptr) return nt::fail_static(NT_INVALID_ARGUMENT, "out is null");
  out->engine_version = "0.1.0";
  out->isa_class = isa_class;
  out->codec_version = LIBAVCODEC_IDENT " " LIBAVFORMAT_IDENT;
  out->resampler_version = "ntdsp resample 1";
  out->pitch_version = "rubberband " RUBBERBAND_VERSION " R3";
  return NT_OK;
}
