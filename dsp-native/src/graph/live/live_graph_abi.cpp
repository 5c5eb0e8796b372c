#include "ntdsp/live_graph.h"

#include "abi/guard.hpp"
#include "graph/live/live_graph.hpp"

using nt::fail_static;
using nt::guard;

struct nt_live_graph {
  nt::graph::live::LiveGraph graph;
};

namespace {
nt_status refuse_null() { return fail_static(NT_INVALID_ARGUMENT, "the live graph or a pointer is null"); }
}  // namespace

nt_status nt_live_graph_create(const nt_live_options* options, nt_live_graph** out) {
  if (out == nullptr || options == nullptr) return refuse_null();
  *out = nullptr;
  return guard([&] {
    *out = new nt_live_graph{nt::graph::live::LiveGraph(*options)};
    return NT_OK;
  });
}

nt_status nt_live_graph_edit(nt_live_graph* g, const nt_live_stage* stages, uint32_t count, uint64_t* edit) {
  if (g == nullptr || edit == nullptr || (stages == nullptr && count > 0)) return refuse_null();
  return guard([&] { return g->graph.edit({stages, count}, *edit); });
}

nt_status nt_live_graph_bypass(nt_live_graph* g, uint64_t id, int32_t is_bypassed) {
  if (g == nullptr) return refuse_null();
  return guard([&] { return g->graph.bypass(id, is_bypassed != 0); });
}

nt_status nt_live_graph_process(nt_live_graph* g, const double* const* in, double* const* out,
                                uint32_t frames) NT_NONBLOCKING {
  if (g == nullptr) return refuse_null();
  return g->graph.player().process(in, out, frames);
}

nt_status nt_live_graph_reset(nt_live_graph* g) NT_NONBLOCKING {
  if (g == nullptr) return refuse_null();
  g->graph.player().reset();
  return NT_OK;
}

nt_status nt_live_graph_next_event(nt_live_graph* g, nt_live_event* out) {
  if (g == nullptr || out == nullptr) return refuse_null();
  return guard([&] { return g->graph.next_event(*out); });
}

nt_status nt_live_graph_describe(const nt_live_graph* g, nt_live_info* out) {
  if (g == nullptr || out == nullptr) return refuse_null();
  *out = g->graph.describe();
  return NT_OK;
}

nt_status nt_live_graph_inject(nt_live_graph* g, uint64_t id, nt_status fault) {
  if (g == nullptr) return refuse_null();
  return guard([&] { return g->graph.inject(id, fault); });
}

void nt_live_graph_destroy(nt_live_graph* g) { delete g; }
