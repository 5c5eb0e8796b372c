#include <algorithm>

#include "abi/guard.hpp"
#include "analysis/loudness.hpp"
#include "graph/instance.hpp"

struct nt_loudness {
  nt::analysis::Loudness meter;
};

namespace {

using nt::fail_static;

bool is_kind(int32_t kind) { return kind == NT_LOUDNESS_MOMENTARY || kind == NT_LOUDNESS_SHORT_TERM; }

}  // namespace

nt_status nt_loudness_create(double sample_rate, uint32_t channels, uint64_t channel_mask,
                             uint32_t true_peak_oversampling, nt_loudness** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (!(sample_rate >= NT_LOUDNESS_MIN_RATE && sample_rate <= NT_MAX_SAMPLE_RATE))
    return fail_static(NT_INVALID_ARGUMENT, "sample_rate is out of range 4000..1600000");
  if (channels == 0 || channels > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "channels is out of range 1..64");
  const uint32_t o = true_peak_oversampling;
  if (o != 0 && o != 4 && o != 8 && o != 16 && o != 32)
    return fail_static(NT_INVALID_ARGUMENT, "true_peak_oversampling is 0, 4, 8, 16 or 32");
  return nt::guard([&] {
    *out = new nt_loudness{nt::analysis::Loudness(sample_rate, channels, channel_mask, o)};
    return NT_OK;
  });
}

nt_status nt_loudness_add(nt_loudness* m, const double* const* in, uint32_t frames) {
  if (m == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the meter is null");
  if (frames > NT_MAX_BLOCK_FRAMES) return fail_static(NT_INVALID_ARGUMENT, "frames is more than 65536");
  if (frames == 0) return NT_OK;
  if (in == nullptr) return fail_static(NT_INVALID_ARGUMENT, "in is null");
  for (uint32_t c = 0; c < m->meter.channels(); ++c)
    if (in[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  if (!nt::graph::all_finite(in, m->meter.channels(), frames))
    return fail_static(NT_NOT_FINITE, "the input holds NaN or infinity");
  m->meter.add(in, frames);
  return NT_OK;
}

nt_status nt_loudness_read(const nt_loudness* m, nt_loudness_reading* out) {
  if (m == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the meter or out is null");
  return nt::guard([&] {
    *out = m->meter.read();
    return NT_OK;
  });
}

nt_status nt_loudness_series(const nt_loudness* m, int32_t kind, float* values, uint32_t capacity, uint32_t* count,
                             double* step_s) {
  if (m == nullptr || count == nullptr || step_s == nullptr || (values == nullptr && capacity != 0))
    return fail_static(NT_INVALID_ARGUMENT, "a pointer is null");
  if (!is_kind(kind)) return fail_static(NT_INVALID_ARGUMENT, "no loudness has this kind");
  const auto& series = m->meter.series(static_cast<nt_loudness_kind>(kind));
  std::copy_n(series.data(), std::min(capacity, series.size()), values);
  *count = series.size();
  *step_s = series.step_s();
  return NT_OK;
}

nt_status nt_loudness_histogram(const nt_loudness* m, int32_t kind, double* counts, uint32_t capacity) {
  if (m == nullptr || counts == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a pointer is null");
  if (!is_kind(kind)) return fail_static(NT_INVALID_ARGUMENT, "no loudness has this kind");
  if (capacity < NT_LOUDNESS_BINS) return fail_static(NT_INVALID_ARGUMENT, "capacity is below NT_LOUDNESS_BINS");
  const auto& histogram = m->meter.histogram(static_cast<nt_loudness_kind>(kind));
  std::copy(histogram.begin(), histogram.end(), counts);
  return NT_OK;
}

nt_status nt_loudness_merge(nt_loudness* m, const nt_loudness* from) {
  if (m == nullptr || from == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a meter is null");
  if (m == from) return fail_static(NT_INVALID_ARGUMENT, "a meter cannot be taken into itself");
  return nt::guard([&] {
    m->meter.merge(from->meter);
    return NT_OK;
  });
}

nt_status nt_loudness_reset(nt_loudness* m) {
  if (m == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the meter is null");
  m->meter.reset();
  return NT_OK;
}

void nt_loudness_destroy(nt_loudness* m) { delete m; }
