#include "graph/resample/async_resampler.hpp"
#include "graph/resample/planes.hpp"
#include "rt/denormals.hpp"

using nt::fail_static;
using nt::guard;

struct nt_async_resampler {
  nt::graph::AsyncResampler resampler;
};

namespace {
constexpr const char* null_argument = "the resampler or a pointer is null";
}

nt_status nt_async_resampler_create(const nt_async_options* options, uint32_t channels, uint32_t max_frames,
                                    nt_async_resampler** out) {
  if (out == nullptr || options == nullptr) return fail_static(NT_INVALID_ARGUMENT, "options or out is null");
  *out = nullptr;
  if (channels == 0 || channels > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "channels is out of range 1..64");
  if (max_frames == 0 || max_frames > NT_MAX_BLOCK_FRAMES)
    return fail_static(NT_INVALID_ARGUMENT, "max_frames is out of range 1..65536");
  return guard([&] {
    *out = new nt_async_resampler{nt::graph::AsyncResampler(*options, channels, max_frames)};
    return NT_OK;
  });
}

nt_status nt_async_resampler_glide(nt_async_resampler* r, double factor, uint32_t frames) {
  if (r == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  if (!r->resampler.accepts(factor))
    return fail_static(NT_INVALID_ARGUMENT, "factor is farther from 1 than the range given at creation");
  r->resampler.glide(factor, frames);
  return NT_OK;
}

nt_status nt_async_resampler_process(nt_async_resampler* r, const double* const* in, uint32_t in_frames,
                                     double* const* out, uint32_t out_capacity, uint32_t* taken, uint32_t* got) {
  if (r == nullptr || taken == nullptr || got == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *taken = *got = 0;
  const uint32_t channels = r->resampler.channels();
  const auto status = nt::graph::check_conversion(in, in_frames, out, out_capacity, channels, r->resampler.max_frames(),
                                                  "in_frames is more than max_frames");
  if (status != NT_OK) return status;
  const nt::FlushDenormals denormals;
  r->resampler.process(in, in_frames, out, out_capacity, *taken, *got);
  return NT_OK;
}

nt_status nt_async_resampler_place(const nt_async_resampler* r, uint64_t* whole, double* fraction) {
  if (r == nullptr || whole == nullptr || fraction == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  r->resampler.place(*whole, *fraction);
  return NT_OK;
}

nt_status nt_async_resampler_reset(nt_async_resampler* r) {
  if (r == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  r->resampler.reset();
  return NT_OK;
}

nt_status nt_async_resampler_describe(const nt_async_resampler* r, nt_resampler_info* out) {
  if (r == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = r->resampler.describe();
  return NT_OK;
}

void nt_async_resampler_destroy(nt_async_resampler* r) { delete r; }
