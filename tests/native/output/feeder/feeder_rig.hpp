#pragma once
// A feeder between rings of the test: runs whose samples say where they are from, and an outlet that is read back.

#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "output/feeder/feeder.hpp"

namespace nt::test {

struct RingCloser {
  void operator()(nt_ring* r) const { nt_ring_destroy(r); }
};
using RingOwner = std::unique_ptr<nt_ring, RingCloser>;

inline RingOwner make_ring(uint64_t capacity, uint32_t planes = 2, uint32_t item_bytes = sizeof(double)) {
  const nt_ring_options options{capacity, planes, item_bytes, 0, 0};
  nt_ring* ring = nullptr;
  nt_ring_create(&options, &ring);
  return RingOwner(ring);
}

/// What frame f of run r holds in channel c: no two alike, exact in f64, within +-1.
inline double sample_of(uint64_t run, uint64_t frame, uint32_t channel) {
  const auto place = static_cast<double>((run << 24) + frame + 1);
  return (channel == 0 ? place : -place) * 0x1p-40;
}

class FeederRig {
 public:
  static constexpr uint32_t channels = 2;

  explicit FeederRig(output::Feeder::Settings settings = {}, uint64_t outlet_frames = 2048,
                     nt_live_graph* graph = nullptr)
      : outlet_(make_ring(outlet_frames)), feeder({outlet_.get(), nullptr, graph, nullptr, 48000.0}, settings) {}

  nt_ring* run(uint64_t id, uint64_t capacity = 1 << 16) {
    rings_.push_back(make_ring(capacity));
    ids_.push_back(id);
    written_.push_back(0);
    return rings_.back().get();
  }
  /// Frames appended to the run, as far as there is room.
  void fill(uint64_t id, uint64_t frames, bool closes = false) {
    const size_t k = index(id);
    std::vector<double> l(frames), r(frames);
    for (uint64_t f = 0; f < frames; ++f) {
      l[f] = sample_of(id, written_[k] + f, 0);
      r[f] = sample_of(id, written_[k] + f, 1);
    }
    const void* planes[] = {l.data(), r.data()};
    uint32_t written = 0;
    nt_ring_write(rings_[k].get(), planes, static_cast<uint32_t>(frames), &written);
    written_[k] += written;
    if (closes) nt_ring_close(rings_[k].get());
  }
  [[nodiscard]] nt_ring* ring(uint64_t id) const { return rings_[index(id)].get(); }
  nt_ring* whole(uint64_t id, uint64_t frames) {
    nt_ring* ring = run(id, frames);
    fill(id, frames, true);
    return ring;
  }

  void queue(nt_ring* ring, uint64_t id, uint32_t flags = 0) {
    feeder.command({.kind = output::Feeder::Command::Kind::queue, .flags = flags, .ring = ring, .run = id});
  }
  void switch_to(nt_ring* ring, uint64_t id, uint32_t flags = 0) {
    feeder.command({.kind = output::Feeder::Command::Kind::switch_to, .flags = flags, .ring = ring, .run = id});
  }
  void tell(output::Feeder::Command::Kind kind) { feeder.command({.kind = kind}); }

  /// Steps and takes what comes, until the feeder writes nothing more or so many frames have come in this call.
  void play(uint64_t frames = UINT64_MAX) {
    const uint64_t end = frames == UINT64_MAX ? UINT64_MAX : left.size() + frames;
    while (left.size() < end) {
      const auto step = feeder.step();
      const bool took = take() > 0;
      collect();
      if (step != output::Feeder::Step::wrote && !took) break;
    }
  }
  /// Steps without taking anything from the outlet.
  output::Feeder::Step step() {
    const auto result = feeder.step();
    collect();
    return result;
  }
  uint32_t take(uint32_t most = 4096) {
    std::vector<double> l(most), r(most);
    void* planes[] = {l.data(), r.data()};
    uint32_t got = 0;
    nt_ring_read(outlet_.get(), planes, most, &got);
    left.insert(left.end(), l.begin(), l.begin() + got);
    right.insert(right.end(), r.begin(), r.begin() + got);
    return got;
  }
  void collect() {
    nt_feeder_event e{};
    while (feeder.next_event(e)) events.push_back(e);
  }
  [[nodiscard]] std::vector<nt_feeder_event> of(int32_t kind) const {
    std::vector<nt_feeder_event> found;
    for (const auto& e : events)
      if (e.kind == kind) found.push_back(e);
    return found;
  }

 private:
  [[nodiscard]] size_t index(uint64_t id) const {
    size_t k = 0;
    while (ids_[k] != id) ++k;
    return k;
  }

  RingOwner outlet_;
  std::vector<RingOwner> rings_;
  std::vector<uint64_t> ids_, written_;

 public:
  output::Feeder feeder;
  std::vector<double> left, right;
  std::vector<nt_feeder_event> events;
  [[nodiscard]] nt_ring* outlet() const { return outlet_.get(); }
};

}  // namespace nt::test
