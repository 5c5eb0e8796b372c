#pragma once
// What the feeder does with a block, without its thread.

#include <vector>

#include "ntdsp/feeder.h"
#include "output/feeder/gate.hpp"
#include "output/feeder/place.hpp"
#include "output/feeder/runs.hpp"
#include "rt/aligned.hpp"
#include "rt/ring/message_ring.hpp"

namespace nt::output {

/// Where the frames go.
struct Outlet {
  nt_ring* ring = nullptr;
  nt_device* device = nullptr;     // null: a bare ring
  nt_live_graph* graph = nullptr;  // null: none
  nt_trail* trail = nullptr;       // null: none
  double sample_rate = 0;          // frames of the ring a second
};

/// Sends runs through graph, gate and volume into the outlet, a block a step. Commands come from one thread, steps are
/// made by another.
class Feeder {
 public:
  struct Settings {
    uint32_t block_frames = 256;
    uint32_t fade_frames = 240;
    uint64_t refill_frames = 9600;  // that a run must hold to begin, or to go on after it was missing
    double gain = 1;
    bool is_paused = false;
    bool is_patient = false;
  };
  enum class Step {
    wrote,         // a block, or a command was obeyed
    needs_room,    // the outlet is full
    needs_frames,  // the run holds too little
    rests,         // paused, or nothing is queued
  };

  struct Command {
    enum class Kind : uint32_t { queue, switch_to, stop, pause, resume, gain, finish } kind;
    uint32_t flags = 0;
    nt_ring* ring = nullptr;
    uint64_t run = 0;
    double gain = 1;
    uint64_t frames = 0;
  };

  /// Throws nt::Error. [owner]
  Feeder(const Outlet& outlet, const Settings& settings);

  /// False: too many wait. [owner]
  bool command(const Command& c) noexcept;
  bool next_event(nt_feeder_event& out) noexcept { return events_.next(out); }
  [[nodiscard]] FeederPlace::Words place() const noexcept { return place_.read(); }
  [[nodiscard]] uint64_t events_lost() const noexcept { return events_.lost(); }
  /// Throws nt::Error where a run with this ring cannot be taken. [any]
  void require_fitting(const nt_ring* ring) const;

  Step step() noexcept;
  /// Where frames go, and in what blocks. For the thread that makes the steps.
  [[nodiscard]] const Outlet& outlet() const noexcept { return outlet_; }
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

 private:
  bool obey_commands() noexcept;
  void obey(const Command& c) noexcept;
  [[nodiscard]] bool must_be_silent() const noexcept { return is_paused_ || is_stopping_ || next_; }
  bool become_silent() noexcept;
  void leave(const Run& run) noexcept;
  void restart() noexcept;
  [[nodiscard]] uint64_t refill(uint64_t reserve) const noexcept;
  Step end_of_runs() noexcept;
  uint32_t take(uint32_t frames) noexcept;
  void note_begin() noexcept;
  void send(uint32_t frames) noexcept;
  void write_out(void* const* planes, uint32_t frames) noexcept;
  void watch_latency() noexcept;
  void tell(int32_t kind, const Run& run, uint64_t value = 0) noexcept;
  void set_idle(bool is_idle) noexcept;
  void publish() noexcept;

  Outlet outlet_;
  Settings settings_;
  uint32_t in_planes_ = 0, out_planes_ = 0, item_bytes_ = 0;
  AlignedVector<uint8_t> memory_;
  std::vector<uint8_t*> in_, out_;

  ring::MessageRing<Command> commands_;
  ring::MessageRing<nt_feeder_event> events_;
  FeederPlace place_;

  Gate gate_;
  Volume volume_;
  Run current_, next_;  // next_: what a switch goes to once the gate is closed
  WaitingRuns waiting_;
  bool is_paused_, is_stopping_ = false, is_starving_ = false, is_finishing_ = false;
  bool has_told_pause_ = false, has_told_silence_ = true, has_finished_ = false, must_tell_resume_ = false;
  bool is_idle_ = false;

  uint64_t fed_ = 0;        // frames given to the graph since it was reset
  uint64_t to_drop_ = 0;    // of what leaves the graph: its delay
  uint64_t tail_left_ = 0;  // zeros the graph still gets after the last run
  uint64_t written_ = 0;    // frames of the outlet's ring
  int64_t shift_ = 0;       // frame of the outlet at which the graph's frame 0 is heard
  uint32_t latency_ = 0;
  uint32_t taken_before_ = 0;  // frames of this block that stand before what is taken now
  uint64_t blocks_ = 0;
};

}  // namespace nt::output
