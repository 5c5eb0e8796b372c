#include "graph/live/stage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "abi/guard.hpp"
#include "rt/finite.hpp"

namespace nt::graph::live {
namespace {

constexpr double burnt_share = 4;  // of a block's duration, by an injected NT_LIMIT

/// Frames before the first one that is not finite.
uint32_t good_frames(const double* const* planes, uint32_t channels, uint32_t frames) noexcept {
  uint32_t good = frames;
  for (uint32_t c = 0; c < channels; ++c) {
    if (is_finite(planes[c], good)) continue;
    uint32_t i = 0;
    while (std::isfinite(planes[c][i])) ++i;
    good = i;
  }
  return good;
}

void burn(double ns) noexcept {
  const double end = static_cast<double>(Stopwatch::thread_ns()) + ns;
  while (static_cast<double>(Stopwatch::thread_ns()) < end) {
  }
}

}  // namespace

Stage::Stage(uint64_t id, nt_graph* graph, const StageTerms& terms, uint32_t channels, bool is_bypassed)
    : id_(id),
      terms_(terms),
      graph_(graph),
      inputs_(channels),
      wanted_(is_bypassed),
      is_around_(is_bypassed),
      faded_(terms.fade.length()),
      delayed_(slice_frames),
      held_(slice_frames) {
  try {
    // What it answers instead of throwing is a format that nt_live_options has been checked for.
    if (const auto status = graph_->graph.activate(terms.sample_rate, channels, slice_frames); status != NT_OK)
      throw Error(status, "it does not take " + std::to_string(channels) + " channels at this rate");
  } catch (const Error& error) {
    throw Error(error.status(), "stage " + std::to_string(id) + ": " + error.what());
  }
  outputs_ = graph_->graph.output_channels();
  nt_processor_info info;
  graph_->graph.describe(info);
  tail_ = info.tail;
  line_.resize(std::min(inputs_, outputs_), info.latency, slice_frames);
}

void Stage::tell(nt_live_event event, EventRing& events) const noexcept {
  event.id = id_;
  if (!is_leaving_) events.send(event);
}

void Stage::fail(nt_status status, uint64_t frame, EventRing& events) noexcept {
  // What goes around already, goes on.
  replaced_ = is_around_ && !is_fading() ? terms_.fault.length() : 0;
  failed_.store(true, std::memory_order_release);
  tell({NT_LIVE_FAILED, status, 0, frame, 0}, events);
}

void Stage::inherit(const Stage& old) noexcept {
  if (!old.has_failed()) graph_->graph.inherit(old.graph_->graph);
}

void Stage::begin_block() noexcept {
  if (is_fading() || failed_.load(std::memory_order_relaxed)) return;
  const bool wanted = wanted_.load(std::memory_order_relaxed);
  if (wanted == is_around_) return;
  is_around_ = wanted;
  faded_ = 0;
}

/// The graph, with the fault that the owner wants of it.
nt_status Stage::call(const double* const* in, double* const* out, uint32_t frames) noexcept {
  int32_t injected = injected_.load(std::memory_order_relaxed);
  // All but a lack of time happens once.
  if (injected != NT_OK && injected != NT_LIMIT)
    injected_.compare_exchange_strong(injected, NT_OK, std::memory_order_relaxed);
  const bool is_watched = terms_.budget.ns_per_frame > 0;
  if (is_watched) watch_.start();
  nt_status status = graph_->graph.process(in, out, frames);
  if (injected == NT_LIMIT) burn(burnt_share * frames / terms_.sample_rate * 1e9);
  if (is_watched) watch_.stop();
  if (injected == NT_NOT_FINITE) {
    for (uint32_t c = 0; c < outputs_; ++c) std::fill_n(out[c], frames, std::numeric_limits<double>::quiet_NaN());
  } else if (injected < 0 && injected != NT_LIMIT) {
    status = static_cast<nt_status>(injected);
  }
  return status;
}

const double* Stage::way_around(uint32_t channel, const double* const* in, uint32_t frames) noexcept {
  if (channel >= inputs_) {
    std::fill_n(delayed_.data(), frames, 0.0);
    return delayed_.data();
  }
  if (line_.length() == 0) return in[channel];
  line_.pass(channel, in[channel], delayed_.data(), frames);
  return delayed_.data();
}

/// What a bypass makes of the graph's frames.
void Stage::mix(double* out, const double* around, uint32_t frames) const noexcept {
  if (is_around_)
    terms_.fade.cross(faded_, out, around, out, frames);
  else if (is_fading())
    terms_.fade.cross(faded_, around, out, out, frames);
}

/// The frames after a failure: the last good one, faded into the way around.
void Stage::replace(uint32_t channel, double* out, const double* around, uint32_t from, uint32_t frames) noexcept {
  if (replaced_ == 0 && from > 0) last_[channel] = out[from - 1];
  if (replaced_ < terms_.fault.length()) std::fill_n(held_.data() + from, frames - from, last_[channel]);
  terms_.fault.cross(replaced_, held_.data() + from, around + from, out + from, frames - from);
}

void Stage::run(const double* const* in, double* const* out, uint32_t frames, uint64_t frame,
                EventRing& events) noexcept {
  uint32_t good = 0;
  if (!failed_.load(std::memory_order_relaxed)) {
    const nt_status status = call(in, out, frames);
    if (status == NT_OK) good = good_frames(out, outputs_, frames);
    if (good < frames) fail(status == NT_OK ? NT_NOT_FINITE : status, frame + good, events);
  }
  for (uint32_t c = 0; c < outputs_; ++c) {
    const double* around = way_around(c, in, frames);
    mix(out[c], around, good);
    if (good < frames)
      replace(c, out[c], around, good, frames);
    else
      last_[c] = out[c][frames - 1];
  }
  line_.advance(frames);
  replaced_ += frames - good;
  if (is_fading() && good > 0) {
    const int64_t left = terms_.fade.length() - faded_;
    faded_ += good;
    if (!is_fading())
      tell({is_around_ ? NT_LIVE_BYPASSED : NT_LIVE_UNBYPASSED, NT_OK, 0, frame + static_cast<uint64_t>(left), 0},
           events);
  }
}

void Stage::end_block(uint32_t frames, uint64_t frame, EventRing& events) noexcept {
  if (terms_.budget.ns_per_frame == 0 || failed_.load(std::memory_order_relaxed)) return;
  if (watch_.is_out_of(terms_.budget, frames)) fail(NT_LIMIT, frame, events);
}

void Stage::reset(uint64_t frame, EventRing& events) noexcept {
  line_.reset();
  last_.fill(0.0);
  replaced_ = terms_.fault.length();
  if (failed_.load(std::memory_order_relaxed)) return;
  graph_->graph.reset();
  const bool wanted = wanted_.load(std::memory_order_relaxed);
  const bool is_new = wanted != is_around_ || is_fading();
  is_around_ = wanted;
  faded_ = terms_.fade.length();
  if (is_new) tell({is_around_ ? NT_LIVE_BYPASSED : NT_LIVE_UNBYPASSED, NT_OK, 0, frame, 0}, events);
}

}  // namespace nt::graph::live
