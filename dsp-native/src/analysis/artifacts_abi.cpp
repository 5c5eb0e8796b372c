#include "abi/guard.hpp"
#include "analysis/artifacts.hpp"
#include "graph/instance.hpp"

struct nt_artifacts {
  nt::analysis::Artifacts meter;
};

using nt::fail_static;

nt_status nt_artifacts_create(double sample_rate, uint32_t channels, nt_artifacts** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (const auto status = nt::graph::check_format(sample_rate, channels, 1); status != NT_OK) return status;
  return nt::guard([&] {
    *out = new nt_artifacts{nt::analysis::Artifacts(sample_rate, channels)};
    return NT_OK;
  });
}

nt_status nt_artifacts_add(nt_artifacts* a, const double* const* target, const double* const* render, uint32_t frames) {
  if (a == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the meter is null");
  if (frames > NT_MAX_BLOCK_FRAMES) return fail_static(NT_INVALID_ARGUMENT, "frames is more than 65536");
  if (frames == 0) return NT_OK;
  for (const double* const* in : {target, render}) {
    if (in == nullptr) return fail_static(NT_INVALID_ARGUMENT, "target or render is null");
    for (uint32_t c = 0; c < a->meter.channels(); ++c)
      if (in[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
    if (!nt::graph::all_finite(in, a->meter.channels(), frames))
      return fail_static(NT_NOT_FINITE, "the input holds NaN or infinity");
  }
  a->meter.add(target, render, frames);
  return NT_OK;
}

nt_status nt_artifacts_read(const nt_artifacts* a, nt_artifacts_reading* out) {
  if (a == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the meter or out is null");
  *out = a->meter.read();
  return NT_OK;
}

void nt_artifacts_destroy(nt_artifacts* a) { delete a; }
