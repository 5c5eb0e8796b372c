#include <libavcodec/version.h>
#include <libavformat/version.h>
#include <rubberband/RubberBandStretcher.h>

extern "C" {
#include <libavutil/avutil.h>
}

#include "abi/guard.hpp"

nt_status nt_engine_describe(nt_engine_info* out) {
  if (out == nullptr) return nt::fail_static(NT_INVALID_ARGUMENT, "out is null");
  out->engine_version = "0.1.0";
#if defined(__AVX2__) && defined(__FMA__)
  out->isa_class = "x86-64-v3";
#else
  out->isa_class = "generic";
#endif
  out->codec_version = LIBAVCODEC_IDENT " " LIBAVFORMAT_IDENT;
  out->resampler_version = "ntdsp resample 1";
  out->pitch_version = "rubberband " RUBBERBAND_VERSION " R3";
  return NT_OK;
}
