#include "abi/guard.hpp"
#include "graph/convolution/convolver.hpp"

using nt::fail_static;
using nt::guard;

struct nt_convolver {
  nt::graph::Convolver convolver;
};

namespace {

constexpr const char* null_argument = "the convolver or a pointer is null";

}  // namespace

nt_status nt_convolver_create(const nt_convolver_params* params, const nt_convolver_impulses* impulses,
                              nt_convolver** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (params == nullptr || impulses == nullptr) return fail_static(NT_INVALID_ARGUMENT, "params or impulses is null");
  return guard([&] {
    *out = new nt_convolver{nt::graph::Convolver(*params, *impulses)};
    return NT_OK;
  });
}

nt_status nt_convolver_process(nt_convolver* c, const double* const* in, double* const* out, uint32_t frames) {
  if (c == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return c->convolver.process(in, out, frames);
}

nt_status nt_convolver_process_f32(nt_convolver* c, const float* const* in, float* const* out, uint32_t frames) {
  if (c == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return c->convolver.process(in, out, frames);
}

nt_status nt_convolver_reset(nt_convolver* c) {
  if (c == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  c->convolver.reset();
  return NT_OK;
}

nt_status nt_convolver_swap(nt_convolver* c, const nt_convolver_impulses* impulses) {
  if (c == nullptr || impulses == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return guard([&] { return c->convolver.swap(*impulses); });
}

nt_status nt_convolver_describe(const nt_convolver* c, nt_convolver_info* out) {
  if (c == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  c->convolver.describe(*out);
  return NT_OK;
}

nt_status nt_convolver_save_state(const nt_convolver* c, void* bytes, size_t* size) {
  if (c == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return guard([&] { return c->convolver.save_state(bytes, size); });
}

nt_status nt_convolver_load_state(nt_convolver* c, const void* bytes, size_t size) {
  if (c == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return guard([&] { return c->convolver.load_state(bytes, size); });
}

void nt_convolver_destroy(nt_convolver* c) { delete c; }
