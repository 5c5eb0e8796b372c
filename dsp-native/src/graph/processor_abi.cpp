#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "graph/handle.hpp"

using nt::fail_static;
using nt::guard;

namespace {
constexpr const char* null_processor = "the processor is null";
}

nt_status nt_processor_create(int32_t kind, const void* params, size_t params_size, nt_processor** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (params == nullptr) return fail_static(NT_INVALID_ARGUMENT, "params is null");
  return guard([&] {
    auto processor = nt::graph::make_processor(kind, params, params_size);
    const auto digest = nt::graph::digest_params(kind, params, params_size);
    *out = new nt_processor{nt::graph::Instance(kind, std::move(processor), digest)};
    return NT_OK;
  });
}

nt_status nt_processor_activate(nt_processor* p, double sample_rate, uint32_t channels, uint32_t max_frames) {
  if (p == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_processor);
  return guard([&] { return p->instance.activate(sample_rate, channels, max_frames); });
}

nt_status nt_processor_process(nt_processor* p, const double* const* in, double* const* out, uint32_t frames) {
  if (p == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_processor);
  return p->instance.process(in, out, frames);
}

nt_status nt_processor_reset(nt_processor* p) {
  if (p == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_processor);
  return p->instance.reset();
}

nt_status nt_processor_describe(const nt_processor* p, nt_processor_info* out) {
  if (p == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the processor or out is null");
  p->instance.describe(*out);
  return NT_OK;
}

nt_status nt_processor_output_channels(const nt_processor* p, uint32_t channels, uint32_t* out) {
  if (p == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the processor or out is null");
  if (channels == 0 || channels > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "channels is out of range 1..64");
  return guard([&] {
    *out = p->instance.output_channels(channels);
    return NT_OK;
  });
}

nt_status nt_processor_save_state(const nt_processor* p, void* bytes, size_t* size) {
  if (p == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_processor);
  return guard([&] { return p->instance.save_state(bytes, size); });
}

nt_status nt_processor_load_state(nt_processor* p, const void* bytes, size_t size) {
  if (p == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_processor);
  return guard([&] { return p->instance.load_state(bytes, size); });
}

nt_status nt_processor_gain_history(nt_processor* p, float* gain_db, uint32_t capacity, uint32_t* got) {
  if (p == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_processor);
  return p->instance.gain_history(gain_db, capacity, got);
}

nt_status nt_processor_deactivate(nt_processor* p) {
  if (p == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_processor);
  return p->instance.deactivate();
}

void nt_processor_destroy(nt_processor* p) { delete p; }
