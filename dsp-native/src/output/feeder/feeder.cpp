#include "output/feeder/feeder.hpp"

#include <algorithm>
#include <cstring>

#include "abi/guard.hpp"
#include "rt/denormals.hpp"
#include "rt/finite.hpp"

namespace nt::output {

namespace {

nt_ring_options options_of(const nt_ring* ring) {
  nt_ring_options options{};
  nt_ring_describe(ring, &options, nullptr);
  return options;
}

}  // namespace

Feeder::Feeder(const Outlet& outlet, const Settings& settings)
    : outlet_(outlet),
      settings_(settings),
      commands_(64, NT_RING_REAL_TIME_READER),
      events_(1024, NT_RING_REAL_TIME_WRITER),
      gate_(settings.fade_frames),
      volume_(settings.gain),
      is_paused_(settings.is_paused) {
  const nt_ring_options target = options_of(outlet.ring);
  item_bytes_ = target.item_bytes;
  out_planes_ = in_planes_ = target.planes;
  if (item_bytes_ != sizeof(double) && item_bytes_ != 1)
    throw Error(NT_INVALID_ARGUMENT, "the device's ring holds neither f64 nor bytes of DSD");
  if (outlet.graph != nullptr) {
    if (item_bytes_ == 1) throw Error(NT_INVALID_ARGUMENT, "DSD passes as it is: there is no graph for it");
    nt_live_info info{};
    nt_live_graph_describe(outlet.graph, &info);
    if (info.channels != out_planes_)
      throw Error(NT_INVALID_ARGUMENT, std::to_string(info.channels) + " channels leave the graph, the device has " +
                                           std::to_string(out_planes_));
    in_planes_ = info.input_channels;
  }
  if (item_bytes_ == 1) gate_ = Gate(0);
  const size_t stride =
      (static_cast<size_t>(settings.block_frames) * item_bytes_ + cache_line - 1) / cache_line * cache_line;
  memory_.assign(stride * (in_planes_ + out_planes_), 0);
  for (uint32_t p = 0; p < in_planes_; ++p) in_.push_back(memory_.data() + p * stride);
  for (uint32_t p = 0; p < out_planes_; ++p) out_.push_back(memory_.data() + (in_planes_ + p) * stride);
  restart();
}

void Feeder::require_fitting(const nt_ring* ring) const {
  const nt_ring_options o = options_of(ring);
  if (o.planes != in_planes_)
    throw Error(NT_INVALID_ARGUMENT, "the run has " + std::to_string(o.planes) + " channels, the feeder takes " +
                                         std::to_string(in_planes_));
  if (o.item_bytes != item_bytes_)
    throw Error(NT_INVALID_ARGUMENT, "the run's items have " + std::to_string(o.item_bytes) + " bytes, the device's " +
                                         std::to_string(item_bytes_));
}

bool Feeder::command(const Command& c) noexcept { return commands_.send(c); }

// ---- Commands ----

bool Feeder::obey_commands() noexcept {
  bool any = false;
  Command c{};
  while (commands_.next(c)) {
    obey(c);
    any = true;
  }
  return any;
}

void Feeder::obey(const Command& c) noexcept {
  const Run run{.ring = c.ring, .id = c.run, .fades_in = (c.flags & NT_RUN_FADE_IN) != 0};
  switch (c.kind) {
    case Command::Kind::queue:
      if (!waiting_.push(run)) leave(run);
      break;
    case Command::Kind::switch_to:
    case Command::Kind::stop:
      while (!waiting_.is_empty()) leave(waiting_.pop());
      if (next_) leave(next_);
      next_ = run;
      is_stopping_ = c.kind == Command::Kind::stop;
      is_finishing_ = false;
      break;
    case Command::Kind::pause:
      is_paused_ = true;
      break;
    case Command::Kind::resume:
      is_paused_ = false;
      break;
    case Command::Kind::gain:
      volume_.move(c.gain, c.frames);
      break;
    case Command::Kind::finish:
      is_finishing_ = true;
      break;
  }
}

void Feeder::leave(const Run& run) noexcept { tell(NT_FEEDER_LEFT, run); }

/// With the gate closed: what had to wait for that. True: something has changed.
bool Feeder::become_silent() noexcept {
  if (next_ || is_stopping_) {
    if (current_) leave(current_);
    current_ = next_;
    next_ = {};
    is_stopping_ = is_starving_ = false;
    restart();
    return true;
  }
  if (is_paused_ && !has_told_pause_) {
    has_told_pause_ = true;
    tell(NT_FEEDER_PAUSED, current_);
    return true;
  }
  return false;
}

/// The graph forgets what it heard; its delay is passed over, so that the next frame taken is the next one written.
void Feeder::restart() noexcept {
  gate_.snap(false);
  if (outlet_.graph != nullptr) {
    nt_live_graph_reset(outlet_.graph);
    nt_live_info info{};
    nt_live_graph_describe(outlet_.graph, &info);
    latency_ = info.latency;
  }
  fed_ = 0;
  to_drop_ = latency_;
  tail_left_ = 0;
  shift_ = static_cast<int64_t>(written_);
}

// ---- A block ----

Feeder::Step Feeder::step() noexcept {
  const bool has_obeyed = obey_commands();
  const FlushDenormals flush;
  if (must_be_silent() && (gate_.is_closed() || !current_ || gate_.length() == 0 || !current_.has_begun)) {
    gate_.snap(false);
    const bool has_changed = become_silent();
    // With nothing left to go on with, an end is not held up by a pause.
    const bool may_end = is_finishing_ && !current_ && waiting_.is_empty();
    if (is_paused_ && !next_ && !is_stopping_ && !may_end) {
      set_idle(true);
      publish();
      return has_changed || has_obeyed ? Step::wrote : Step::rests;
    }
  }
  if (!is_paused_ && has_told_pause_) {
    has_told_pause_ = false;
    must_tell_resume_ = true;
  }
  const uint64_t room = nt_ring_remaining(outlet_.ring);
  uint32_t frames = settings_.block_frames;
  if (room < frames) return Step::needs_room;

  if (!current_) current_ = waiting_.pop();
  if (!current_) return end_of_runs();

  bool is_last = false;
  const uint64_t available = current_.available(is_last);
  // What the fade before a gap is made of stays in the ring until then.
  const uint64_t reserve = is_last || settings_.is_patient || item_bytes_ == 1 ? 0 : gate_.length();
  if (!is_last && (is_starving_ || (!current_.has_begun && !current_.follows)) && available < refill(reserve)) {
    set_idle(true);
    publish();
    return has_obeyed ? Step::wrote : Step::needs_frames;
  }
  const bool is_silent_now = must_be_silent();
  if (is_silent_now) {
    gate_.close();
    frames = std::min(frames, gate_.left());
    if (available == 0) {  // nothing to fade
      gate_.snap(false);
      return Step::wrote;
    }
  } else if (available > reserve || is_last) {
    if (is_starving_) {
      is_starving_ = false;
      must_tell_resume_ = true;
    }
    if (!current_.has_begun && !current_.fades_in) gate_.snap(true);
    gate_.open();
    frames = static_cast<uint32_t>(std::min<uint64_t>(frames, is_last ? frames : available - reserve));
  } else if (settings_.is_patient) {
    publish();
    return Step::needs_frames;
  } else {
    if (nt_ring_available(outlet_.ring) >= settings_.block_frames) return Step::needs_frames;  // it is not urgent
    gate_.close();
    frames = static_cast<uint32_t>(std::min<uint64_t>({frames, gate_.left(), available}));
    if (frames == 0) {
      gate_.snap(false);
      is_starving_ = true;
      set_idle(true);
      tell(NT_FEEDER_STARVED, current_);
      publish();
      return Step::needs_frames;
    }
  }
  set_idle(false);
  const uint32_t got = take(frames);
  if (got > 0) send(got);
  publish();
  return Step::wrote;
}

/// Frames that a run must hold to begin, or to go on after it had none.
uint64_t Feeder::refill(uint64_t reserve) const noexcept {
  const uint64_t half = options_of(current_.ring).capacity_frames / 2;
  return std::max(settings_.is_patient ? 1 : std::min(settings_.refill_frames, half), reserve + 1);
}

/// Nothing is queued: the graph gives what it still holds, and the outlet rests.
Feeder::Step Feeder::end_of_runs() noexcept {
  if (tail_left_ > 0) {
    const auto frames = static_cast<uint32_t>(std::min<uint64_t>(settings_.block_frames, tail_left_));
    for (uint32_t p = 0; p < in_planes_; ++p) std::memset(in_[p], 0, static_cast<size_t>(frames) * item_bytes_);
    tail_left_ -= frames;
    send(frames);
    publish();
    return Step::wrote;
  }
  if (!has_told_silence_) {
    has_told_silence_ = true;
    tell(NT_FEEDER_SILENT, {});
    restart();
  }
  set_idle(true);
  if (is_finishing_ && !has_finished_) {
    has_finished_ = true;
    nt_ring_close(outlet_.ring);
  }
  publish();
  return Step::rests;
}

/// Frames of the current run and of those that follow it without a gap.
uint32_t Feeder::take(uint32_t frames) noexcept {
  taken_before_ = 0;
  void* planes[NT_MAX_CHANNELS];
  while (taken_before_ < frames && current_) {
    for (uint32_t p = 0; p < in_planes_; ++p) planes[p] = in_[p] + static_cast<size_t>(taken_before_) * item_bytes_;
    bool is_last = false;
    const uint64_t available = current_.available(is_last);
    const auto wanted = static_cast<uint32_t>(std::min<uint64_t>(frames - taken_before_, available));
    uint32_t got = 0;
    if (wanted > 0) {
      if (!current_.has_begun || must_tell_resume_) note_begin();
      nt_ring_read(current_.ring, planes, wanted, &got);
      current_.taken += got;
      taken_before_ += got;
      continue;
    }
    if (!is_last) break;
    if (!current_.has_begun) note_begin();
    tell(NT_FEEDER_ENDED, current_);
    current_ = {};
    if (must_be_silent()) break;
    current_ = waiting_.pop();
    current_.follows = true;
    if (current_) continue;
    nt_live_info info{};
    if (outlet_.graph != nullptr) nt_live_graph_describe(outlet_.graph, &info);
    constexpr double longest_tail_s = 30;
    tail_left_ =
        info.latency + std::min<uint64_t>(info.tail, static_cast<uint64_t>(longest_tail_s * outlet_.sample_rate));
  }
  return taken_before_;
}

void Feeder::note_begin() noexcept {
  has_told_silence_ = false;
  if (!current_.has_begun) {
    current_.has_begun = true;
    must_tell_resume_ = false;
    tell(NT_FEEDER_BEGAN, current_);
  } else if (must_tell_resume_) {
    must_tell_resume_ = false;
    tell(NT_FEEDER_RESUMED, current_);
  }
}

/// frames of in_ through the graph to the outlet.
void Feeder::send(uint32_t frames) noexcept {
  void* planes[NT_MAX_CHANNELS];
  ++blocks_;
  if (item_bytes_ == 1) {
    fed_ += frames;
    for (uint32_t p = 0; p < in_planes_; ++p) planes[p] = in_[p];
    write_out(planes, frames);
    return;
  }
  double* in[NT_MAX_CHANNELS];
  double* out[NT_MAX_CHANNELS];
  for (uint32_t p = 0; p < in_planes_; ++p) in[p] = reinterpret_cast<double*>(in_[p]);
  bool is_sound = true;
  for (uint32_t p = 0; p < in_planes_; ++p) is_sound = is_sound && is_finite(in[p], frames);
  if (!is_sound) {
    for (uint32_t p = 0; p < in_planes_; ++p) std::fill_n(in[p], frames, 0.0);
    tell(NT_FEEDER_FAULTY, current_, frames);
  }
  if (outlet_.graph != nullptr) {
    watch_latency();
    for (uint32_t p = 0; p < out_planes_; ++p) out[p] = reinterpret_cast<double*>(out_[p]);
    if (nt_live_graph_process(outlet_.graph, in, out, frames) != NT_OK)
      for (uint32_t p = 0; p < out_planes_; ++p) std::fill_n(out[p], frames, 0.0);
  } else {
    std::copy_n(in, in_planes_, out);
  }
  fed_ += frames;
  const auto dropped = static_cast<uint32_t>(std::min<uint64_t>(frames, to_drop_));
  to_drop_ -= dropped;
  frames -= dropped;
  if (frames == 0) return;
  for (uint32_t p = 0; p < out_planes_; ++p) planes[p] = out[p] += dropped;
  gate_.apply(out, out_planes_, frames);
  volume_.apply(out, out_planes_, frames);
  if (outlet_.trail != nullptr) nt_trail_write(outlet_.trail, out, frames);
  write_out(planes, frames);
}

void Feeder::write_out(void* const* planes, uint32_t frames) noexcept {
  uint32_t written = 0;
  nt_ring_write(outlet_.ring, const_cast<const void* const*>(planes), frames, &written);
  written_ += written;
}

void Feeder::watch_latency() noexcept {
  nt_live_info info{};
  nt_live_graph_describe(outlet_.graph, &info);
  if (info.latency == latency_) return;
  if (to_drop_ > 0 && fed_ == 0) {
    to_drop_ = info.latency;
  } else {
    shift_ += static_cast<int64_t>(info.latency) - static_cast<int64_t>(latency_);
  }
  latency_ = info.latency;
  if (current_) tell(NT_FEEDER_SHIFTED, current_);
}

void Feeder::tell(int32_t kind, const Run& run, uint64_t value) noexcept {
  events_.send({.kind = kind,
                .reserved = 0,
                .run = run.id,
                .run_frame = run.taken,
                .device_frame = static_cast<uint64_t>(static_cast<int64_t>(fed_ + taken_before_) + shift_),
                .value = value});
}

void Feeder::set_idle(bool is_idle) noexcept {
  if (is_idle == is_idle_) return;
  is_idle_ = is_idle;
  if (outlet_.device != nullptr) nt_device_set_idle(outlet_.device, is_idle ? 1 : 0);
}

void Feeder::publish() noexcept {
  taken_before_ = 0;
  bool has_stages = false;
  if (outlet_.graph != nullptr) {
    nt_live_info info{};
    nt_live_graph_describe(outlet_.graph, &info);
    has_stages = info.stage_count > 0 || info.is_changing != 0;
  }
  place_.publish({.run = current_.id,
                  .run_frame = current_.taken,
                  .device_frame = written_,
                  .blocks = blocks_,
                  .is_unity = gate_.is_open() && volume_.is_unity() && !has_stages,
                  .gain = volume_.value()});
}

}  // namespace nt::output
