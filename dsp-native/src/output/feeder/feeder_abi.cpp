#include <cmath>
#include <memory>

#include "abi/guard.hpp"
#include "output/feeder/feeder.hpp"
#include "output/feeder/feeder_thread.hpp"

using nt::Error;
using nt::fail_static;
using nt::guard;
using nt::output::Feeder;

struct nt_feeder {
  struct TrailCloser {
    void operator()(nt_trail* t) const { nt_trail_destroy(t); }
  };
  std::unique_ptr<nt_trail, TrailCloser> trail;
  std::unique_ptr<Feeder> feeder;
  std::unique_ptr<nt::output::FeederThread> thread;
  double frames_per_second = 0;
};

namespace {

constexpr const char* null_feeder = "the feeder is null";
constexpr double max_gain = 16;
constexpr double refill_s = 0.1;

bool is_dsd(int32_t samples) { return samples >= NT_DEVICE_DSD_U8; }

nt_status send(nt_feeder* f, const Feeder::Command& command) {
  if (!f->feeder->command(command)) return NT_NOT_YET;
  f->thread->wake();
  return NT_OK;
}

nt_status send_run(nt_feeder* f, Feeder::Command::Kind kind, nt_ring* ring, uint64_t run, uint32_t flags) {
  if (f == nullptr || ring == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the feeder or the ring is null");
  if (run == 0) return fail_static(NT_INVALID_ARGUMENT, "run is 0");
  if ((flags & ~NT_RUN_FADE_IN) != 0) return fail_static(NT_INVALID_ARGUMENT, "flags holds a bit that means nothing");
  return guard([&] {
    f->feeder->require_fitting(ring);
    return send(f, {.kind = kind, .flags = flags, .ring = ring, .run = run});
  });
}

Feeder::Settings settings_of(const nt_feeder_options& o, const nt_ring* ring, double frames_per_second) {
  nt_ring_options target{};
  nt_ring_describe(ring, &target, nullptr);
  // A byte of DSD is a sixteenth to an eighth as long as a sample: as long blocks have eight times as many.
  const uint64_t most = target.item_bytes == 1 ? 8192 : 1024;
  const uint64_t quarter = std::clamp<uint64_t>(target.capacity_frames / 4, 16, most);
  Feeder::Settings s;
  s.block_frames = o.block_frames != 0 ? o.block_frames : static_cast<uint32_t>(quarter);
  if (s.block_frames < 16 || s.block_frames > 8192)
    throw Error(NT_INVALID_ARGUMENT, "block_frames is out of range 16..8192");
  if (s.block_frames > target.capacity_frames)
    throw Error(NT_INVALID_ARGUMENT,
                "block_frames is larger than the device's ring, which holds " + std::to_string(target.capacity_frames));
  if (!(o.gain >= 0 && o.gain <= max_gain)) throw Error(NT_INVALID_ARGUMENT, "gain is out of range 0..16");
  if (!(o.fade_s >= 0 && o.fade_s <= 1)) throw Error(NT_INVALID_ARGUMENT, "fade_s is out of range 0..1");
  if ((o.flags & ~(NT_FEEDER_START_PAUSED | NT_FEEDER_PATIENT)) != 0)
    throw Error(NT_INVALID_ARGUMENT, "flags holds a bit that means nothing");
  s.fade_frames = static_cast<uint32_t>(std::lround((o.fade_s > 0 ? o.fade_s : 0.005) * frames_per_second));
  s.refill_frames = static_cast<uint64_t>(refill_s * frames_per_second);
  s.gain = o.gain;
  s.is_paused = (o.flags & NT_FEEDER_START_PAUSED) != 0;
  s.is_patient = (o.flags & NT_FEEDER_PATIENT) != 0;
  return s;
}

}  // namespace

nt_status nt_feeder_create(nt_device* device, nt_live_graph* graph, const nt_feeder_options* options, nt_feeder** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (device == nullptr || options == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the device or options is null");
  return guard([&] {
    nt_device_format format{};
    if (const nt_status status = nt_device_describe(device, &format); status != NT_OK) return status;
    auto f = std::make_unique<nt_feeder>();
    f->frames_per_second = is_dsd(format.samples) ? format.sample_rate / 8 : format.sample_rate;
    if (options->trail_frames > 0 && !is_dsd(format.samples)) {
      nt_trail* trail = nullptr;
      if (const nt_status status = nt_trail_create(format.channels, options->trail_frames, &trail); status != NT_OK)
        return status;
      f->trail.reset(trail);
    }
    nt_ring* ring = nt_device_ring(device);
    const nt::output::Outlet outlet{ring, device, graph, f->trail.get(), f->frames_per_second};
    f->feeder = std::make_unique<Feeder>(outlet, settings_of(*options, ring, f->frames_per_second));
    f->thread = std::make_unique<nt::output::FeederThread>(*f->feeder, options->priority);
    *out = f.release();
    return NT_OK;
  });
}

nt_status nt_feeder_queue(nt_feeder* f, nt_ring* ring, uint64_t run, uint32_t flags) {
  return send_run(f, Feeder::Command::Kind::queue, ring, run, flags);
}

nt_status nt_feeder_switch(nt_feeder* f, nt_ring* ring, uint64_t run, uint32_t flags) {
  return send_run(f, Feeder::Command::Kind::switch_to, ring, run, flags);
}

nt_status nt_feeder_stop(nt_feeder* f) {
  if (f == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_feeder);
  return send(f, {.kind = Feeder::Command::Kind::stop});
}

nt_status nt_feeder_pause(nt_feeder* f) {
  if (f == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_feeder);
  return send(f, {.kind = Feeder::Command::Kind::pause});
}

nt_status nt_feeder_resume(nt_feeder* f) {
  if (f == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_feeder);
  return send(f, {.kind = Feeder::Command::Kind::resume});
}

nt_status nt_feeder_set_gain(nt_feeder* f, double gain, double ramp_s) {
  if (f == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_feeder);
  if (!(gain >= 0 && gain <= max_gain)) return fail_static(NT_INVALID_ARGUMENT, "gain is out of range 0..16");
  if (!(ramp_s >= 0 && ramp_s <= 60)) return fail_static(NT_INVALID_ARGUMENT, "ramp_s is out of range 0..60");
  return send(f, {.kind = Feeder::Command::Kind::gain,
                  .gain = gain,
                  .frames = static_cast<uint64_t>(std::llround(ramp_s * f->frames_per_second))});
}

nt_status nt_feeder_finish(nt_feeder* f) {
  if (f == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_feeder);
  return send(f, {.kind = Feeder::Command::Kind::finish});
}

nt_status nt_feeder_next_event(nt_feeder* f, nt_feeder_event* out) {
  if (f == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the feeder or out is null");
  return f->feeder->next_event(*out) ? NT_OK : NT_NOT_YET;
}

nt_status nt_feeder_describe(nt_feeder* f, nt_feeder_info* out) {
  if (f == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the feeder or out is null");
  const auto w = f->feeder->place();
  *out = {.run = w.run,
          .run_frame = w.run_frame,
          .device_frame = w.device_frame,
          .blocks = w.blocks,
          .events_lost = f->feeder->events_lost(),
          .gain = w.gain,
          .worst_ns = f->thread->take_worst_ns(),
          .thread_ns = f->thread->thread_ns(),
          .is_real_time = f->thread->is_real_time() ? 1 : 0,
          .is_unity = w.is_unity != 0 ? 1 : 0};
  return NT_OK;
}

const nt_trail* nt_feeder_trail(const nt_feeder* f) { return f == nullptr ? nullptr : f->trail.get(); }

void nt_feeder_destroy(nt_feeder* f) { delete f; }
