#include "output/feeder/feeder.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "graph/realtime_watch.hpp"
#include "output/feeder/feeder_rig.hpp"

using nt::output::Feeder;
using nt::test::FeederRig;
using nt::test::sample_of;
using Command = Feeder::Command;

namespace {

void expect_run(const FeederRig& rig, uint64_t id, uint64_t run_frame, uint64_t device_frame, uint64_t count) {
  ASSERT_LE(device_frame + count, rig.left.size());
  for (uint64_t f = 0; f < count; ++f) {
    ASSERT_EQ(rig.left[device_frame + f], sample_of(id, run_frame + f, 0))
        << "run " << id << " frame " << run_frame + f;
    ASSERT_EQ(rig.right[device_frame + f], sample_of(id, run_frame + f, 1));
  }
}

TEST(Feeder, given_runs_one_after_another_then_they_are_one_stream_to_the_sample) {
  for (const uint32_t block : {16u, 37u, 256u, 1000u}) {
    FeederRig rig({.block_frames = block});
    const uint64_t lengths[] = {1000, 1, 5003, 256};
    for (uint64_t k = 0; k < 4; ++k) rig.queue(rig.whole(k + 1, lengths[k]), k + 1);
    rig.play();
    ASSERT_EQ(rig.left.size(), 6260u) << block;
    const auto began = rig.of(NT_FEEDER_BEGAN), ended = rig.of(NT_FEEDER_ENDED);
    ASSERT_EQ(began.size(), 4u);
    ASSERT_EQ(ended.size(), 4u);
    uint64_t at = 0;
    for (uint64_t k = 0; k < 4; ++k) {
      EXPECT_EQ(began[k].run, k + 1);
      EXPECT_EQ(began[k].device_frame, at);
      expect_run(rig, k + 1, 0, at, lengths[k]);
      at += lengths[k];
      EXPECT_EQ(ended[k].run_frame, lengths[k]);
      EXPECT_EQ(ended[k].device_frame, at);
    }
    EXPECT_EQ(rig.of(NT_FEEDER_SILENT).size(), 1u);
    EXPECT_TRUE(rig.of(NT_FEEDER_STARVED).empty());
  }
}

TEST(Feeder, given_unity_then_every_bit_passes) {
  FeederRig rig;
  nt_ring* ring = rig.run(1);
  const double odd[] = {-0.0, 0x1p-1022, 0x1p-1074, 1.5, -3.0, std::nextafter(1.0, 0.0), 0x1.fffffp-20, 1e-300};
  const void* planes[] = {odd, odd};
  uint32_t written = 0;
  nt_ring_write(ring, planes, 8, &written);
  nt_ring_close(ring);
  rig.queue(ring, 1);
  rig.step();
  EXPECT_EQ(rig.feeder.place().is_unity, 1u);
  rig.play();
  ASSERT_EQ(rig.left.size(), 8u);
  EXPECT_EQ(std::memcmp(rig.left.data(), odd, sizeof odd), 0);
}

TEST(Feeder, given_a_pause_then_it_fades_and_goes_on_where_it_was) {
  FeederRig rig({.fade_frames = 200});
  rig.queue(rig.whole(1, 20000), 1);
  rig.play(5000);
  rig.tell(Command::Kind::pause);
  rig.play();
  const auto paused = rig.of(NT_FEEDER_PAUSED);
  ASSERT_EQ(paused.size(), 1u);
  const uint64_t at = paused[0].device_frame;
  ASSERT_EQ(rig.left.size(), at);
  EXPECT_EQ(paused[0].run_frame, at);
  // The last 200 frames fall monotonically against what they would be, to nothing.
  expect_run(rig, 1, 0, 0, at - 200);
  EXPECT_EQ(rig.left.back(), 0.0);
  double before = 1;
  for (uint64_t f = at - 200; f < at; ++f) {
    const double gain = rig.left[f] / sample_of(1, f, 0);
    ASSERT_LE(gain, before);
    ASSERT_LT(before - gain, 0.02);
    before = gain;
  }
  EXPECT_EQ(rig.step(), Feeder::Step::rests);
  EXPECT_EQ(rig.feeder.place().is_unity, 0u);

  rig.tell(Command::Kind::resume);
  rig.play();
  const auto resumed = rig.of(NT_FEEDER_RESUMED);
  ASSERT_EQ(resumed.size(), 1u);
  EXPECT_EQ(resumed[0].run_frame, at);
  EXPECT_EQ(resumed[0].device_frame, at);
  EXPECT_LT(std::fabs(rig.left[at]), std::fabs(sample_of(1, at, 0)) * 1e-3);
  expect_run(rig, 1, at + 200, at + 200, 20000 - at - 200);
}

TEST(Feeder, given_a_switch_then_the_old_fades_and_the_new_begins_as_it_was_asked_to) {
  for (const uint32_t flags : {0u, NT_RUN_FADE_IN}) {
    FeederRig rig({.fade_frames = 100});
    rig.queue(rig.whole(1, 20000), 1);
    rig.queue(rig.whole(2, 3000), 2);
    rig.play(3000);
    rig.switch_to(rig.whole(3, 4000), 3, flags);
    rig.play();
    const auto left = rig.of(NT_FEEDER_LEFT);
    ASSERT_EQ(left.size(), 2u);
    EXPECT_EQ(left[0].run, 2u);
    EXPECT_EQ(left[1].run, 1u);
    const auto began = rig.of(NT_FEEDER_BEGAN);
    ASSERT_EQ(began.size(), 2u);
    EXPECT_EQ(began[1].run, 3u);
    const uint64_t at = began[1].device_frame;
    EXPECT_EQ(rig.left[at - 1], 0.0);
    expect_run(rig, 1, 0, 0, at - 100);
    const uint64_t faded = flags == 0 ? 0 : 100;
    expect_run(rig, 3, faded, at + faded, 4000 - faded);
    EXPECT_EQ(rig.left.size(), at + 4000);
  }
}

TEST(Feeder, given_a_stop_then_everything_is_left) {
  FeederRig rig;
  rig.queue(rig.whole(1, 20000), 1);
  rig.queue(rig.whole(2, 20000), 2);
  rig.play(3000);
  rig.tell(Command::Kind::stop);
  rig.play();
  EXPECT_EQ(rig.of(NT_FEEDER_LEFT).size(), 2u);
  EXPECT_EQ(rig.left.back(), 0.0);
  const size_t frames = rig.left.size();
  rig.queue(rig.whole(3, 100), 3);
  rig.play();
  expect_run(rig, 3, 0, frames, 100);
}

TEST(Feeder, given_an_end_while_it_pauses_then_the_outlet_is_closed) {
  FeederRig rig;
  rig.queue(rig.whole(1, 20000), 1);
  rig.play(3000);
  rig.tell(Command::Kind::pause);
  rig.play();
  rig.tell(Command::Kind::finish);
  rig.play();
  nt_ring_state state{};
  nt_ring_describe(rig.outlet(), nullptr, &state);
  EXPECT_EQ(state.is_closed, 0) << "there is something to go on with";
  rig.tell(Command::Kind::stop);
  rig.tell(Command::Kind::finish);
  rig.play();
  nt_ring_describe(rig.outlet(), nullptr, &state);
  EXPECT_EQ(state.is_closed, 1);
}

TEST(Feeder, given_a_run_that_is_late_then_it_fades_out_waits_for_enough_and_fades_in) {
  FeederRig rig({.block_frames = 128, .fade_frames = 64, .refill_frames = 1000}, 256);
  nt_ring* ring = rig.run(1);
  rig.queue(ring, 1);
  rig.fill(1, 999);
  rig.play();
  EXPECT_TRUE(rig.left.empty()) << "it began before there was enough";
  rig.fill(1, 1001);
  rig.play();
  const auto starved = rig.of(NT_FEEDER_STARVED);
  ASSERT_EQ(starved.size(), 1u);
  EXPECT_EQ(starved[0].run_frame, 2000u);
  ASSERT_EQ(rig.left.size(), 2000u);
  expect_run(rig, 1, 0, 0, 1936);
  EXPECT_EQ(rig.left.back(), 0.0);
  rig.fill(1, 500);
  rig.play();
  EXPECT_EQ(rig.left.size(), 2000u) << "it went on before there was enough";
  rig.fill(1, 1500, true);
  rig.play();
  const auto resumed = rig.of(NT_FEEDER_RESUMED);
  ASSERT_EQ(resumed.size(), 1u);
  EXPECT_EQ(resumed[0].run_frame, 2000u);
  EXPECT_EQ(resumed[0].device_frame, 2000u);
  expect_run(rig, 1, 2064, 2064, 4000 - 2064);
}

TEST(Feeder, given_a_patient_feeder_then_a_late_run_leaves_no_trace) {
  FeederRig rig({.is_patient = true});
  nt_ring* ring = rig.run(1);
  rig.queue(ring, 1);
  for (int k = 0; k < 50; ++k) {
    rig.fill(1, 100 + static_cast<uint64_t>(k));
    rig.play();
  }
  rig.fill(1, 0, true);
  rig.play();
  EXPECT_TRUE(rig.of(NT_FEEDER_STARVED).empty());
  expect_run(rig, 1, 0, 0, 50 * 100 + 49 * 25);
}

TEST(Feeder, given_a_value_that_is_not_finite_then_its_block_is_silence_and_told) {
  FeederRig rig({.block_frames = 64});
  std::vector<double> x(640, 0.5);
  x[100] = std::numeric_limits<double>::quiet_NaN();
  x[300] = std::numeric_limits<double>::infinity();
  nt_ring* ring = rig.run(1);
  const void* planes[] = {x.data(), x.data()};
  uint32_t written = 0;
  nt_ring_write(ring, planes, 640, &written);
  nt_ring_close(ring);
  rig.queue(ring, 1);
  rig.play();
  ASSERT_EQ(rig.left.size(), 640u);
  EXPECT_EQ(rig.of(NT_FEEDER_FAULTY).size(), 2u);
  for (size_t f = 0; f < 640; ++f) ASSERT_EQ(rig.left[f], f / 64 == 1 || f / 64 == 4 ? 0.0 : 0.5) << f;
}

TEST(Feeder, given_a_volume_then_it_moves_smoothly_and_stays) {
  FeederRig rig({.gain = 0.5});
  rig.queue(rig.whole(1, 10000), 1);
  rig.play(2000);
  const size_t at = rig.left.size();
  for (size_t f = 0; f < at; ++f) ASSERT_EQ(rig.left[f], 0.5 * sample_of(1, f, 0));
  rig.feeder.command({.kind = Command::Kind::gain, .gain = 0.25, .frames = 960});
  rig.play();
  size_t first = 0;
  double before = 0.5;
  for (size_t f = at; f < rig.left.size(); ++f) {
    const double gain = rig.left[f] / sample_of(1, f, 0);
    ASSERT_LE(gain, before + 1e-12);
    ASSERT_LT(before - gain, 0.0006);
    if (first == 0 && gain == 0.25) first = f;
    before = gain;
  }
  EXPECT_NEAR(static_cast<double>(first - at), 960, 256);
  EXPECT_EQ(rig.left.back(), 0.25 * sample_of(1, 9999, 0));
}

TEST(Feeder, given_bits_of_dsd_then_they_pass_as_they_are) {
  auto outlet = nt::test::make_ring(4096, 2, 1);
  Feeder feeder({outlet.get(), nullptr, nullptr, nullptr, 352800.0}, {.gain = 0.1});
  auto run = nt::test::make_ring(1 << 16, 2, 1);
  std::vector<uint8_t> bits(30000);
  std::mt19937 random(7);
  for (auto& b : bits) b = static_cast<uint8_t>(random());
  const void* planes[] = {bits.data(), bits.data() + 1};
  uint32_t written = 0;
  nt_ring_write(run.get(), planes, 29999, &written);
  nt_ring_close(run.get());
  feeder.require_fitting(run.get());
  feeder.command({.kind = Command::Kind::queue, .ring = run.get(), .run = 1});
  std::vector<uint8_t> left, right;
  for (;;) {
    const auto step = feeder.step();
    uint8_t l[512], r[512];
    void* to[] = {l, r};
    uint32_t got = 0;
    nt_ring_read(outlet.get(), to, 512, &got);
    left.insert(left.end(), l, l + got);
    right.insert(right.end(), r, r + got);
    if (step == Feeder::Step::rests && got == 0) break;
  }
  EXPECT_EQ(left, std::vector<uint8_t>(bits.begin(), bits.end() - 1));
  EXPECT_EQ(right, std::vector<uint8_t>(bits.begin() + 1, bits.end()));
}

TEST(Feeder, given_steps_then_nothing_is_allocated_and_nothing_locked) {
  FeederRig rig({.block_frames = 128, .fade_frames = 64, .refill_frames = 1000}, 1024);
  nt_ring* late = rig.run(1);
  nt_ring* other = rig.whole(2, 5000);
  nt_ring* last = rig.whole(3, 5000);
  rig.fill(1, 3000);
  rig.queue(late, 1);
  size_t allocations = 0, locks = 0;
  const auto go = [&](int steps) {
    double l[128], r[128];
    void* planes[] = {l, r};
    const nt::test::RealtimeWatch watch;
    for (int k = 0; k < steps; ++k) {
      rig.feeder.step();
      uint32_t got = 0;
      nt_ring_read(rig.outlet(), planes, 128, &got);
    }
    allocations += nt::test::RealtimeWatch::allocations();
    locks += nt::test::RealtimeWatch::locks();
  };
  go(10);
  rig.tell(Command::Kind::pause);
  go(10);
  rig.tell(Command::Kind::resume);
  go(60);  // into starvation
  rig.switch_to(other, 2, NT_RUN_FADE_IN);
  rig.feeder.command({.kind = Command::Kind::gain, .gain = 0.3, .frames = 500});
  rig.queue(last, 3);
  go(30);
  rig.tell(Command::Kind::stop);
  go(30);
  EXPECT_EQ(allocations, 0u);
  EXPECT_EQ(locks, 0u);
}

TEST(Feeder, given_a_run_of_another_kind_then_it_is_refused) {
  FeederRig rig;
  EXPECT_ANY_THROW(rig.feeder.require_fitting(nt::test::make_ring(100, 3).get()));
  EXPECT_ANY_THROW(rig.feeder.require_fitting(nt::test::make_ring(100, 2, 1).get()));
  EXPECT_NO_THROW(rig.feeder.require_fitting(nt::test::make_ring(100).get()));
}

/// Whatever is commanded: every run ends exactly once, and what is heard with the gate open is what the events say.
TEST(Feeder, given_any_commands_then_every_run_ends_once_and_the_events_tell_what_is_heard) {
  std::mt19937 random(20261122);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  uint64_t heard = 0, whole = 0;
  for (int round = 0; round < 60; ++round) {
    const uint32_t fade = below(3) * 50;
    FeederRig rig({.block_frames = 16 + below(300), .fade_frames = fade, .refill_frames = 1 + below(600)},
                  700 + below(600));
    uint64_t runs = 0;
    std::vector<uint64_t> open;
    for (int k = 0; k < 120; ++k) {
      const auto make = [&] {
        rig.run(++runs, 512 + below(4000));
        rig.fill(runs, below(2000));
        open.push_back(runs);
      };
      switch (below(10)) {
        case 0:
          make();
          rig.queue(rig.ring(runs), runs, below(2));
          break;
        case 1:
          make();
          rig.switch_to(rig.ring(runs), runs, below(2));
          break;
        case 2:
          rig.tell(Command::Kind::pause);
          break;
        case 3:
        case 4:
          rig.tell(Command::Kind::resume);
          break;
        case 5:
          if (below(8) == 0) rig.tell(Command::Kind::stop);
          break;
        default:
          for (size_t r = 0; r < open.size(); ++r) {
            const bool closes = below(4) == 0;
            rig.fill(open[r], below(900), closes);
            if (closes) open.erase(open.begin() + static_cast<ptrdiff_t>(r--));
          }
      }
      for (uint32_t s = below(8); s > 0; --s) {
        rig.step();
        if (below(3) > 0) rig.take(below(600) + 1);
      }
    }
    for (const uint64_t id : open) rig.fill(id, 0, true);
    rig.tell(Command::Kind::resume);
    rig.play();
    std::vector<int> ends(runs + 1, 0);
    for (const auto& e : rig.events)
      if (e.kind == NT_FEEDER_ENDED || e.kind == NT_FEEDER_LEFT) ++ends[e.run];
    for (uint64_t id = 1; id <= runs; ++id) ASSERT_EQ(ends[id], 1) << "round " << round << " run " << id;
    // Behind each beginning or resumption frames follow one another; a gate only makes them quieter.
    for (size_t k = 0; k < rig.events.size(); ++k) {
      const auto& e = rig.events[k];
      if (e.kind != NT_FEEDER_BEGAN && e.kind != NT_FEEDER_RESUMED) continue;
      uint64_t end = rig.left.size();
      for (size_t j = k + 1; j < rig.events.size(); ++j) {
        if (rig.events[j].kind == NT_FEEDER_SILENT) continue;
        end = std::min(end, rig.events[j].device_frame);
        break;
      }
      double before = -1;
      for (uint64_t f = e.device_frame; f < end; ++f) {
        const double gain = rig.left[f] / sample_of(e.run, e.run_frame + (f - e.device_frame), 0);
        ASSERT_LE(gain, 1.0) << "round " << round << " event " << k << " frame " << f;
        ASSERT_GE(gain, 0.0);
        // 35 / 16 is the step's steepest slope.
        if (before >= 0 && fade > 0) {
          ASSERT_LE(std::fabs(gain - before), 2.19 / fade) << "round " << round << " frame " << f;
        }
        before = gain;
        ++heard;
        whole += gain == 1.0;
      }
    }
  }
  EXPECT_GT(whole, heard * 4 / 5);
  EXPECT_GT(heard, 1000000u);
}

}  // namespace
