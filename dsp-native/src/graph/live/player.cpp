#include "graph/live/player.hpp"

#include <algorithm>
#include <cstring>
#include <thread>

#include "abi/guard.hpp"
#include "graph/instance.hpp"
#include "rt/denormals.hpp"

namespace nt::graph::live {

Player::Player(const StageTerms& terms, uint32_t channels, uint32_t max_frames, uint32_t warm)
    : terms_(terms),
      channels_(channels),
      max_frames_(max_frames),
      warm_(warm),
      empty_(0, {}, {}, channels),
      plan_(&empty_) {}

/// Calls each for every stage that runs.
template <class Each>
void Player::each_stage(Each&& each) const noexcept {
  for (const Segment& segment : plan_->segments) {
    if (segment.kept != nullptr) each(*segment.kept);
    if (is_changing_)
      for (Stage* stage : segment.was) each(*stage);
    for (Stage* stage : segment.is) each(*stage);
  }
}

uint64_t Player::fade_begins() const noexcept { return began_ + std::max(warm_, plan_->late); }

bool Player::has_accepted(const Plan& plan) const noexcept {
  uint64_t answer = answer_.load(std::memory_order_acquire);
  for (; answer / 2 != plan.edit; answer = answer_.load(std::memory_order_acquire)) std::this_thread::yield();
  return answer % 2 == 0;
}

/// The plan that waits, unless one is still changing.
void Player::take() noexcept {
  if (is_changing_ || waiting_.load() == nullptr) return;
  Plan* next = waiting_.exchange(nullptr);
  if (next == nullptr) return;
  // Whoever calls has planes for as many channels as have left so far.
  const bool is_refused = frame_ > 0 && next->outputs != plan_->outputs;
  answer_.store(2 * next->edit + (is_refused ? 1 : 0), std::memory_order_release);
  if (is_refused) return;
  plan_ = next;
  began_ = frame_;
  is_changing_ = true;
  for (const Segment& segment : plan_->segments)
    for (Stage* stage : segment.was) stage->leave();
  if (is_fresh_ || !plan_->has_changes) settle(frame_);
  if (is_changing_)
    for (const Heir& heir : plan_->heirs) heir.stage->inherit(*heir.from);
}

/// From frame on the plan's list alone is heard; the owner may destroy what it does not hold.
void Player::settle(uint64_t frame) noexcept {
  is_changing_ = false;
  heard_.tell(*plan_);
  events_.send({NT_LIVE_EDITED, NT_OK, plan_->edit, frame, plan_->latency});
  heard_edit_.store(plan_->edit, std::memory_order_release);
}

/// A set of planes that is none of these.
double* const* Player::set_beside(Set one, Set other, Set third) const noexcept {
  double* const* set = plan_->planes.data();
  while (set == one || set == other || set == third) set += plan_->most_channels;
  return set;
}

/// Stages one after another; neither in nor spared is written to.
Player::Set Player::run(const std::vector<Stage*>& stages, Set in, Set spared, uint32_t frames,
                        uint64_t frame) noexcept {
  Set at = in;
  for (Stage* stage : stages) {
    double* const* to = set_beside(at, in, spared);
    stage->run(at, to, frames, frame, events_);
    at = to;
  }
  return at;
}

/// The old stages and the new ones on the same input, and what of the two is heard.
Player::Set Player::change(const Segment& segment, Set in, uint32_t frames, uint64_t frame) noexcept {
  const int64_t at = static_cast<int64_t>(frame) - static_cast<int64_t>(fade_begins());
  if (at >= terms_.fade.length()) return run(segment.is, in, in, frames, frame);
  const Set was = run(segment.was, in, in, frames, frame);
  const Set is = run(segment.is, in, was, frames, frame);
  const uint32_t outputs = segment.is.empty() ? segment.was.back()->outputs() : segment.is.back()->outputs();
  double* const* heard = set_beside(in, was, is);
  for (uint32_t c = 0; c < outputs; ++c) terms_.fade.cross(at, was[c], is[c], heard[c], frames);
  return heard;
}

void Player::run_slice(Set in, double* const* out, uint32_t frames, uint64_t frame) noexcept {
  Set at = in;
  for (const Segment& segment : plan_->segments) {
    if (segment.kept != nullptr) {
      double* const* to = set_beside(at, at, at);
      segment.kept->run(at, to, frames, frame, events_);
      at = to;
    } else if (is_changing_) {
      at = change(segment, at, frames, frame);
    } else {
      at = run(segment.is, at, at, frames, frame);
    }
  }
  for (uint32_t c = 0; c < plan_->outputs; ++c)
    if (at[c] != out[c]) std::memmove(out[c], at[c], frames * sizeof(double));
}

nt_status Player::process(const double* const* in, double* const* out, uint32_t frames) noexcept {
  if (const auto status = check_block(in, channels_, out, 0, frames, max_frames_); status != NT_OK || frames == 0)
    return status;
  if (is_fresh_) has_begun_.store(true);
  take();
  for (uint32_t c = 0; c < plan_->outputs; ++c)
    if (out[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  is_fresh_ = false;
  const FlushDenormals flush;
  each_stage([](Stage& stage) { stage.begin_block(); });
  const double* source[NT_MAX_CHANNELS];
  double* target[NT_MAX_CHANNELS];
  for (uint32_t start = 0; start < frames; start += slice_frames) {
    for (uint32_t c = 0; c < channels_; ++c) source[c] = in[c] + start;
    for (uint32_t c = 0; c < plan_->outputs; ++c) target[c] = out[c] + start;
    run_slice(source, target, std::min(slice_frames, frames - start), frame_ + start);
  }
  frame_ += frames;
  each_stage([&](Stage& stage) { stage.end_block(frames, frame_, events_); });
  if (const uint64_t end = fade_begins() + static_cast<uint64_t>(terms_.fade.length()); is_changing_ && frame_ >= end)
    settle(end);
  frames_.store(frame_, std::memory_order_relaxed);
  return NT_OK;
}

void Player::reset() noexcept {
  if (is_changing_) settle(frame_);
  is_fresh_ = true;
  take();
  each_stage([&](Stage& stage) { stage.reset(frame_, events_); });
}

}  // namespace nt::graph::live
