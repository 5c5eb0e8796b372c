#include "abi/guard.hpp"
#include "graph/handle.hpp"

using nt::fail_static;
using nt::guard;

namespace {
constexpr const char* null_graph = "the graph is null";
}

nt_status nt_graph_create(nt_graph** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  return guard([&] {
    *out = new nt_graph();
    return NT_OK;
  });
}

nt_status nt_graph_append(nt_graph* g, nt_processor* p) {
  if (g == nullptr || p == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the graph or the processor is null");
  return guard([&] { return g->graph.append(std::unique_ptr<nt_processor>(p)); });
}

nt_status nt_graph_append_on(nt_graph* g, nt_processor* p, const uint32_t* channels, uint32_t count) {
  if (g == nullptr || p == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the graph or the processor is null");
  if (channels == nullptr) return fail_static(NT_INVALID_ARGUMENT, "channels is null");
  return guard([&] { return g->graph.append_on(std::unique_ptr<nt_processor>(p), {channels, count}); });
}

nt_status nt_graph_output_channels(const nt_graph* g, uint32_t* out) {
  if (g == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the graph or out is null");
  if (!g->graph.active()) return fail_static(NT_BAD_STATE, "output_channels before activate");
  *out = g->graph.output_channels();
  return NT_OK;
}

nt_status nt_graph_activate(nt_graph* g, double sample_rate, uint32_t channels, uint32_t max_frames) {
  if (g == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_graph);
  return guard([&] { return g->graph.activate(sample_rate, channels, max_frames); });
}

nt_status nt_graph_process(nt_graph* g, const double* const* in, double* const* out, uint32_t frames) {
  if (g == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_graph);
  return g->graph.process(in, out, frames);
}

nt_status nt_graph_reset(nt_graph* g) {
  if (g == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_graph);
  return g->graph.reset();
}

nt_status nt_graph_describe(const nt_graph* g, nt_processor_info* out) {
  if (g == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the graph or out is null");
  g->graph.describe(*out);
  return NT_OK;
}

nt_status nt_graph_save_state(const nt_graph* g, void* bytes, size_t* size) {
  if (g == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_graph);
  return guard([&] { return g->graph.save_state(bytes, size); });
}

nt_status nt_graph_load_state(nt_graph* g, const void* bytes, size_t size) {
  if (g == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_graph);
  return guard([&] { return g->graph.load_state(bytes, size); });
}

nt_status nt_graph_gain_history(nt_graph* g, uint32_t index, float* gain_db, uint32_t capacity, uint32_t* got) {
  if (g == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_graph);
  return g->graph.gain_history(index, gain_db, capacity, got);
}

void nt_graph_destroy(nt_graph* g) { delete g; }
