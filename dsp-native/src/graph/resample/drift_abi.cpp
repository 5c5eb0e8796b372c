#include <cmath>

#include "abi/guard.hpp"
#include "graph/resample/drift_control.hpp"

using nt::fail_static;
using nt::guard;

namespace {

// Far beyond any clock and any stream, and far from what would overflow on the way.
constexpr double most_seconds = 1e12, most_frames = 1e18;

}  // namespace

struct nt_drift_control {
  nt::graph::DriftControl control;
};

nt_status nt_drift_control_create(const nt_drift_options* options, nt_drift_control** out) {
  if (out == nullptr || options == nullptr) return fail_static(NT_INVALID_ARGUMENT, "options or out is null");
  *out = nullptr;
  return guard([&] {
    *out = new nt_drift_control{nt::graph::DriftControl(*options)};
    return NT_OK;
  });
}

nt_status nt_drift_control_update(nt_drift_control* d, double read_seconds, double read_place, double write_seconds,
                                  uint64_t written, double* factor) {
  if (d == nullptr || factor == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the control or factor is null");
  if (!std::isfinite(read_seconds) || !std::isfinite(read_place) || !std::isfinite(write_seconds))
    return fail_static(NT_NOT_FINITE, "a time or a place is not finite");
  if (std::fabs(read_seconds) > most_seconds || std::fabs(write_seconds) > most_seconds ||
      std::fabs(read_place) > most_frames)
    return fail_static(NT_INVALID_ARGUMENT, "a time is beyond 1e12 s or a place beyond 1e18 frames");
  *factor = d->control.update(read_seconds, read_place, write_seconds, written);
  return NT_OK;
}

nt_status nt_drift_control_state(const nt_drift_control* d, nt_drift_state* out) {
  if (d == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the control or out is null");
  *out = d->control.state();
  return NT_OK;
}

nt_status nt_drift_control_reset(nt_drift_control* d) {
  if (d == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the control is null");
  d->control.reset();
  return NT_OK;
}

void nt_drift_control_destroy(nt_drift_control* d) { delete d; }
