#include <algorithm>

#include "abi/guard.hpp"
#include "analysis/analyser.hpp"
#include "graph/instance.hpp"

struct nt_analyser {
  nt::analysis::Analyser analyser;
};

using nt::fail_static;
using nt::guard;

nt_status nt_analyser_create(const nt_analyser_options* options, nt_analyser** out) {
  if (options == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "options or out is null");
  *out = nullptr;
  const nt_analyser_options o = *options;
  if (!(o.sample_rate >= NT_LOUDNESS_MIN_RATE && o.sample_rate <= NT_MAX_SAMPLE_RATE))
    return fail_static(NT_INVALID_ARGUMENT, "sample_rate is out of range 4000..1600000");
  if (o.channels == 0 || o.channels > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "channels is out of range 1..64");
  const uint32_t t = o.true_peak_oversampling;
  if (t != 0 && t != 4 && t != 8 && t != 16 && t != 32)
    return fail_static(NT_INVALID_ARGUMENT, "true_peak_oversampling is 0, 4, 8, 16 or 32");
  if ((o.features & ~NT_ANALYSE_F0) != 0) return fail_static(NT_INVALID_ARGUMENT, "features holds an unknown bit");
  return guard([&] {
    *out = new nt_analyser{nt::analysis::Analyser(o)};
    return NT_OK;
  });
}

nt_status nt_analyser_add(nt_analyser* a, const double* const* in, uint32_t frames) {
  if (a == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the analyser is null");
  if (a->analyser.finished()) return fail_static(NT_BAD_STATE, "add after finish");
  if (frames > NT_MAX_BLOCK_FRAMES) return fail_static(NT_INVALID_ARGUMENT, "frames is more than 65536");
  if (frames == 0) return NT_OK;
  if (in == nullptr) return fail_static(NT_INVALID_ARGUMENT, "in is null");
  for (uint32_t c = 0; c < a->analyser.channels(); ++c)
    if (in[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  if (!nt::graph::all_finite(in, a->analyser.channels(), frames))
    return fail_static(NT_NOT_FINITE, "the input holds NaN or infinity");
  return guard([&] {
    a->analyser.add(in, frames);
    return NT_OK;
  });
}

nt_status nt_analyser_finish(nt_analyser* a) {
  if (a == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the analyser is null");
  return guard([&] {
    a->analyser.finish();
    return NT_OK;
  });
}

nt_status nt_analyser_summarise(const nt_analyser* a, nt_analyser_summary* out) {
  if (a == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the analyser or out is null");
  if (!a->analyser.finished()) return fail_static(NT_BAD_STATE, "summarise before finish");
  return guard([&] {
    *out = a->analyser.summarise();
    return NT_OK;
  });
}

nt_status nt_analyser_values(const nt_analyser* a, int32_t kind, uint32_t index, double* values, uint32_t capacity,
                             uint32_t* count) {
  if (a == nullptr || count == nullptr || (values == nullptr && capacity != 0))
    return fail_static(NT_INVALID_ARGUMENT, "a pointer is null");
  if (!a->analyser.finished()) return fail_static(NT_BAD_STATE, "values before finish");
  return guard([&] {
    const auto all = a->analyser.values(kind, index);
    std::copy_n(all.begin(), std::min<size_t>(capacity, all.size()), values);
    *count = static_cast<uint32_t>(all.size());
    return NT_OK;
  });
}

void nt_analyser_destroy(nt_analyser* a) { delete a; }
