#include "graph/live/live_graph.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "abi/guard.hpp"
#include "graph/instance.hpp"

namespace nt::graph::live {
namespace {

constexpr double usual_fade_s = 0.02, usual_warm_s = 0.03, fault_s = 0.01;
constexpr uint32_t usual_patience = 8;

bool is_within(double value, double most) { return value >= 0 && value <= most; }

uint32_t frames_of(double seconds, double rate) {
  return std::max(1U, static_cast<uint32_t>(std::floor(seconds * rate)));
}

StageTerms terms_of(const nt_live_options& o) {
  if (check_format(o.sample_rate, o.channels, o.max_frames) != NT_OK)
    throw Error(NT_INVALID_ARGUMENT, "sample_rate, channels or max_frames is out of range");
  if (!is_within(o.fade_s, 1) || !is_within(o.warm_s, 10) || !is_within(o.budget, 1000) || o.patience > 1'000'000)
    throw Error(NT_INVALID_ARGUMENT, "fade_s, warm_s, budget or patience is out of range");
  return {o.sample_rate,
          Ramp(frames_of(o.fade_s == 0 ? usual_fade_s : o.fade_s, o.sample_rate)),
          Ramp(frames_of(fault_s, o.sample_rate)),
          {o.budget / o.sample_rate * 1e9, o.patience == 0 ? usual_patience : o.patience}};
}

bool is_in(std::span<Stage* const> list, const Stage* stage) {
  return std::find(list.begin(), list.end(), stage) != list.end();
}

}  // namespace

LiveGraph::LiveGraph(const nt_live_options& options)
    : terms_(terms_of(options)),
      channels_(options.channels),
      outputs_(options.channels),
      player_(terms_, options.channels, options.max_frames,
              frames_of(options.warm_s == 0 ? usual_warm_s : options.warm_s, options.sample_rate)) {}

Stage* LiveGraph::find(uint64_t id) const noexcept {
  const auto found = std::find_if(list_.begin(), list_.end(), [&](const Stage* stage) { return stage->id() == id; });
  return found == list_.end() ? nullptr : *found;
}

void LiveGraph::keep_only(std::span<Stage* const> list, std::span<Stage* const> other) {
  std::erase_if(stages_, [&](const auto& stage) { return !is_in(list, stage.get()) && !is_in(other, stage.get()); });
}

/// Destroys what an edit that is over has left behind.
void LiveGraph::collect() {
  if (next_ == nullptr || player_.heard_edit() < next_->edit) return;
  base_ = list_;
  plan_ = std::move(next_);
  keep_only(list_, {});
}

void LiveGraph::check(std::span<const nt_live_stage> wanted) const {
  for (size_t k = 0; k < wanted.size(); ++k) {
    if (wanted[k].id == 0) throw Error(NT_INVALID_ARGUMENT, "the id of a stage is 0");
    const std::string which = "stage " + std::to_string(wanted[k].id);
    for (size_t j = 0; j < k; ++j) {
      if (wanted[j].id == wanted[k].id) throw Error(NT_INVALID_ARGUMENT, which + " is there twice");
      if (wanted[j].graph != nullptr && wanted[j].graph == wanted[k].graph)
        throw Error(NT_INVALID_ARGUMENT, which + " has the graph of another stage");
    }
    for (const auto& stage : stages_)
      if (wanted[k].graph != nullptr && stage->graph() == wanted[k].graph)
        throw Error(NT_INVALID_ARGUMENT, which + ": its graph was handed over before");
  }
}

/// A stage that goes on, of list_ from place `from` on, which moves behind it.
Stage* LiveGraph::kept(const nt_live_stage& wanted, uint32_t channels, size_t& from) const {
  const std::string which = "stage " + std::to_string(wanted.id);
  Stage* stage = find(wanted.id);
  if (stage == nullptr) throw Error(NT_INVALID_ARGUMENT, which + " is not there and cannot go on: give its graph");
  const auto place = std::find(list_.begin() + static_cast<ptrdiff_t>(from), list_.end(), stage);
  if (place == list_.end())
    throw Error(NT_INVALID_ARGUMENT, which + " stands before one that it stood behind: give its graph anew");
  if (stage->inputs() != channels)
    throw Error(NT_INVALID_ARGUMENT, which + " works on " + std::to_string(stage->inputs()) + " channels, but " +
                                         std::to_string(channels) + " come to its new place: give its graph anew");
  from = static_cast<size_t>(place - list_.begin()) + 1;
  return stage;
}

/// False: a block has taken the list that waited. Throws nt::Error where the first block has begun meanwhile without
/// the plan, and other channels would leave from now on.
bool LiveGraph::place(Plan& plan) {
  if (!player_.offer(next_.get(), &plan)) return false;
  if (plan.outputs == outputs_.load(std::memory_order_relaxed) || !player_.has_begun()) return true;
  if (!player_.offer(&plan, next_.get()) && player_.has_accepted(plan)) return true;
  throw Error(NT_INVALID_ARGUMENT, "another number of channels would leave than since the first block");
}

nt_status LiveGraph::edit(std::span<const nt_live_stage> wanted, uint64_t& number) {
  collect();
  if (wanted.size() > NT_LIVE_MAX_STAGES) throw Error(NT_LIMIT, "a live graph holds at most 64 stages");
  check(wanted);
  Stages fresh;
  std::vector<Stage*> list;
  uint32_t channels = channels_;
  size_t from = 0;
  for (const nt_live_stage& one : wanted) {
    if (one.graph == nullptr) {
      list.push_back(kept(one, channels, from));
    } else {
      fresh.push_back(std::make_unique<Stage>(one.id, one.graph, terms_, channels, one.is_bypassed != 0));
      list.push_back(fresh.back().get());
    }
    channels = list.back()->outputs();
  }
  if (player_.has_begun() && channels != outputs_.load(std::memory_order_relaxed))
    throw Error(NT_INVALID_ARGUMENT, std::to_string(channels) + " channels would leave instead of " +
                                         std::to_string(outputs_.load(std::memory_order_relaxed)));
  const uint64_t edit_number = newest_edit_.load(std::memory_order_relaxed) + 1;
  auto plan = std::make_unique<Plan>(edit_number, base_, list, channels_);
  stages_.reserve(stages_.size() + fresh.size());
  if (!place(*plan)) return NT_NOT_YET;
  // From here on nothing can fail.
  for (auto& stage : fresh) {
    stage->adopt();
    stages_.push_back(std::move(stage));
  }
  next_ = std::move(plan);
  list_ = std::move(list);
  keep_only(base_, list_);
  newest_.tell(*next_);
  outputs_.store(next_->outputs, std::memory_order_relaxed);
  newest_edit_.store(edit_number, std::memory_order_relaxed);
  number = edit_number;
  return NT_OK;
}

nt_status LiveGraph::bypass(uint64_t id, bool is_bypassed) {
  collect();
  Stage* stage = find(id);
  if (stage == nullptr) return fail(NT_NOT_FOUND, "no stage " + std::to_string(id));
  if (stage->has_failed() && !is_bypassed)
    return fail(NT_BAD_STATE, "stage " + std::to_string(id) + " has failed: replace it");
  stage->bypass(is_bypassed);
  return NT_OK;
}

nt_status LiveGraph::inject(uint64_t id, nt_status fault) {
  collect();
  Stage* stage = find(id);
  if (stage == nullptr) return fail(NT_NOT_FOUND, "no stage " + std::to_string(id));
  if (fault > 0 || fault < NT_NO_SPACE) return fail(NT_INVALID_ARGUMENT, "a fault is a negative status of abi.h");
  stage->inject(fault);
  return NT_OK;
}

nt_status LiveGraph::next_event(nt_live_event& out) {
  collect();
  return player_.next_event(out);
}

nt_live_info LiveGraph::describe() const noexcept {
  nt_live_info info{};
  const ListFacts& facts = player_.frames() > 0 ? player_.heard() : newest_;
  info.channels = outputs_.load(std::memory_order_relaxed);
  info.input_channels = channels_;
  info.latency = facts.latency.load(std::memory_order_relaxed);
  info.stage_count = facts.stage_count.load(std::memory_order_relaxed);
  info.tail = facts.tail.load(std::memory_order_relaxed);
  info.is_changing = player_.heard_edit() < newest_edit_.load(std::memory_order_relaxed) ? 1 : 0;
  info.frames = player_.frames();
  return info;
}

}  // namespace nt::graph::live
