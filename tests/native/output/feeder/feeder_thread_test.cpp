#include "output/feeder/feeder_thread.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "output/feeder/feeder_rig.hpp"

using nt::output::Feeder;
using nt::test::sample_of;

namespace {

/// Everything of an outlet until it is closed.
std::vector<double> read_all(nt_ring* ring) {
  std::vector<double> all, l(777), r(777);
  void* planes[] = {l.data(), r.data()};
  for (uint32_t got = 0; nt_ring_wait_readable(ring, 1, 20'000'000'000) != NT_NOT_YET;) {
    if (nt_ring_read(ring, planes, 777, &got) == NT_END) return all;
    all.insert(all.end(), l.begin(), l.begin() + got);
  }
  ADD_FAILURE() << "nothing came for 20 s";
  return all;
}

TEST(FeederThread, given_sources_and_a_device_of_their_own_threads_then_runs_come_whole_and_in_order) {
  constexpr uint64_t runs = 12, frames = 30000;
  auto outlet = nt::test::make_ring(1000);
  Feeder feeder({outlet.get(), nullptr, nullptr, nullptr, 48000.0}, {.block_frames = 200, .is_patient = true});
  nt::output::FeederThread thread(feeder, 0);
  std::vector<nt::test::RingOwner> rings;
  std::vector<std::thread> sources;
  for (uint64_t id = 1; id <= runs; ++id) {
    rings.push_back(nt::test::make_ring(2000 + id));
    ASSERT_TRUE(feeder.command({.kind = Feeder::Command::Kind::queue, .ring = rings.back().get(), .run = id}));
    sources.emplace_back([ring = rings.back().get(), id] {
      double l[500], r[500];
      for (uint64_t at = 0; at < frames;) {
        const auto count = static_cast<uint32_t>(std::min<uint64_t>(1 + (at * 7 + id) % 500, frames - at));
        for (uint32_t f = 0; f < count; ++f) {
          l[f] = sample_of(id, at + f, 0);
          r[f] = sample_of(id, at + f, 1);
        }
        const void* planes[] = {l, r};
        if (nt_ring_wait_writable(ring, count, 20'000'000'000) != NT_OK) return;
        uint32_t written = 0;
        nt_ring_write(ring, planes, count, &written);
        at += written;
      }
      nt_ring_close(ring);
    });
  }
  ASSERT_TRUE(feeder.command({.kind = Feeder::Command::Kind::finish}));
  thread.wake();
  const auto heard = read_all(outlet.get());
  for (auto& s : sources) s.join();
  ASSERT_EQ(heard.size(), runs * frames);
  for (uint64_t k = 0; k < heard.size(); ++k) ASSERT_EQ(heard[k], sample_of(1 + k / frames, k % frames, 0)) << k;
  uint64_t ended = 0;
  for (nt_feeder_event e{}; feeder.next_event(e);) ended += e.kind == NT_FEEDER_ENDED;
  EXPECT_EQ(ended, runs);
  EXPECT_GT(thread.thread_ns(), 0u);
  EXPECT_EQ(feeder.place().device_frame, runs * frames);
}

TEST(FeederThread, given_commands_while_it_rests_then_it_obeys_without_being_asked_again) {
  auto outlet = nt::test::make_ring(1000);
  Feeder feeder({outlet.get(), nullptr, nullptr, nullptr, 48000.0}, {.block_frames = 100, .is_patient = true});
  nt::output::FeederThread thread(feeder, 0);
  for (int k = 0; k < 20; ++k) {
    ASSERT_TRUE(feeder.command({.kind = k % 2 == 0 ? Feeder::Command::Kind::pause : Feeder::Command::Kind::resume}));
    thread.wake();
  }
  auto run = nt::test::make_ring(500);
  const std::vector<double> x(500, 0.25);
  const void* planes[] = {x.data(), x.data()};
  uint32_t written = 0;
  nt_ring_write(run.get(), planes, 500, &written);
  nt_ring_close(run.get());
  ASSERT_TRUE(feeder.command({.kind = Feeder::Command::Kind::queue, .ring = run.get(), .run = 1}));
  ASSERT_TRUE(feeder.command({.kind = Feeder::Command::Kind::finish}));
  thread.wake();
  EXPECT_EQ(read_all(outlet.get()), x);
}

}  // namespace
