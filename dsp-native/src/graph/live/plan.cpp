#include "graph/live/plan.hpp"

#include <algorithm>

namespace nt::graph::live {

Plan::Plan(uint64_t edit_number, const std::vector<Stage*>& before, const std::vector<Stage*>& after, uint32_t channels)
    : edit(edit_number), outputs(channels), stage_count(static_cast<uint32_t>(after.size())), most_channels(channels) {
  const auto is_in = [](const std::vector<Stage*>& list, const Stage* stage) {
    return std::find(list.begin(), list.end(), stage) != list.end();
  };
  const auto close = [&](Segment& open) {
    if (open.was.empty() && open.is.empty()) return;
    uint32_t sum = 0;
    for (const Stage* stage : open.is) sum += stage->latency();
    late = std::max(late, sum);
    has_changes = true;
    segments.push_back(std::move(open));
    open = {};
  };
  Segment open;
  auto old = before.begin();
  for (Stage* stage : after) {
    if (is_in(before, stage)) {
      while (*old != stage) open.was.push_back(*old++);
      ++old;
      close(open);
      segments.push_back({stage, {}, {}});
    } else {
      open.is.push_back(stage);
      const auto same =
          std::find_if(before.begin(), before.end(), [&](const Stage* s) { return s->id() == stage->id(); });
      if (same != before.end()) heirs.push_back({stage, *same});
    }
    latency += stage->latency();
    tail = stage->tail() > UINT64_MAX - tail ? UINT64_MAX : tail + stage->tail();
    outputs = stage->outputs();
    most_channels = std::max(most_channels, outputs);
  }
  for (; old != before.end(); ++old) open.was.push_back(*old);
  close(open);
  for (const Stage* stage : before) most_channels = std::max(most_channels, stage->outputs());
  planes.resize(static_cast<size_t>(set_count) * most_channels, slice_frames);
}

}  // namespace nt::graph::live
