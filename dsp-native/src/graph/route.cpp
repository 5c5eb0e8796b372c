#include "graph/route.hpp"

#include <algorithm>

namespace nt::graph {

Route Route::lead(std::vector<uint32_t>& planes, const std::vector<uint32_t>& channels, uint32_t outputs,
                  PlanePool& pool) {
  Route route;
  std::vector<uint32_t> after;
  for (const uint32_t channel : channels) route.in.push_back(planes[channel]);
  for (uint32_t k = 0; k < outputs; ++k) route.out.push_back(k < route.in.size() ? route.in[k] : pool.take());
  for (uint32_t c = 0; c < planes.size(); ++c) {
    const auto named = std::find(channels.begin(), channels.end(), c);
    if (named == channels.end()) {
      route.aside.push_back(planes[c]);
      after.push_back(planes[c]);
    } else if (static_cast<uint32_t>(named - channels.begin()) < outputs) {
      after.push_back(planes[c]);
    } else {
      pool.give_back(planes[c]);
    }
  }
  for (size_t k = route.in.size(); k < route.out.size(); ++k) after.push_back(route.out[k]);
  planes = std::move(after);
  return route;
}

}  // namespace nt::graph
