#include "graph/resample/planes.hpp"
#include "graph/resample/resampler.hpp"
#include "rt/denormals.hpp"

using nt::fail_static;
using nt::guard;
using nt::graph::has_null;

struct nt_resampler {
  nt::graph::Resampler resampler;
};

namespace {

constexpr const char* null_argument = "the resampler or a pointer is null";

}  // namespace

nt_status nt_resampler_create(double in_rate, double out_rate, uint32_t channels, int32_t quality, nt_resampler** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (channels == 0 || channels > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "channels is out of range 1..64");
  return guard([&] {
    *out = new nt_resampler{nt::graph::Resampler(in_rate, out_rate, channels, quality)};
    return NT_OK;
  });
}

nt_status nt_resampler_process(nt_resampler* r, const double* const* in, uint32_t in_frames, double* const* out,
                               uint32_t out_capacity, uint32_t* got) {
  if (r == nullptr || got == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *got = 0;
  const uint32_t channels = r->resampler.channels();
  const auto status = nt::graph::check_conversion(in, in_frames, out, out_capacity, channels, NT_MAX_BLOCK_FRAMES,
                                                  "in_frames is more than 65536");
  if (status != NT_OK) return status;
  const nt::FlushDenormals flush;
  return guard([&] { return r->resampler.process(in, in_frames, out, out_capacity, *got); });
}

nt_status nt_resampler_flush(nt_resampler* r, double* const* out, uint32_t out_capacity, uint32_t* got) {
  if (r == nullptr || got == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *got = 0;
  if (out_capacity == 0 || has_null(out, r->resampler.channels()))
    return fail_static(NT_INVALID_ARGUMENT, "flush needs room for at least one frame");
  const nt::FlushDenormals denormals;
  return guard([&] { return r->resampler.flush(out, out_capacity, *got); });
}

nt_status nt_resampler_reset(nt_resampler* r) {
  if (r == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return guard([&] {
    r->resampler.reset();
    return NT_OK;
  });
}

nt_status nt_resampler_describe(const nt_resampler* r, nt_resampler_info* out) {
  if (r == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = r->resampler.describe();
  return NT_OK;
}

void nt_resampler_destroy(nt_resampler* r) { delete r; }
