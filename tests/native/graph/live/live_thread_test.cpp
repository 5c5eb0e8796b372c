// A live graph that one thread plays and another one edits.

#include <atomic>
#include <thread>

#include "graph/live/live_run.hpp"

namespace {

using namespace nt::test;

/// Stages without latency and below unity, so that a bound for what leaves is known.
Made any_stage(std::mt19937& random) {
  switch (random() % 4) {
    case 0:
      return gain(-0.1 * (random() % 100));
    case 1:
      return peak(100 + random() % 5000, 1, -6);
    case 2:
      return late(random() % 60);
    default:
      return Made::of(NT_POLARITY, nt_polarity_params{1, 0});
  }
}

TEST(LiveGraphThread, given_thousands_of_random_edits_while_it_plays_then_all_stays_finite_and_every_edit_is_heard) {
  // Both short, so that edits end soon.
  const nt_live_options options{live_rate, 2, 512, 0.0005, 0.0005, 0, 0, 0};
  Live live(options);
  const Planes in = white(2, 8192, 1);
  std::atomic<bool> over{false};
  std::atomic<uint64_t> blocks{0};
  double top = 0;
  bool is_finite = true;
  std::thread player([&] {
    std::mt19937 random(1);
    Planes out(2, std::vector<double>(512));
    while (!over.load()) {
      const uint32_t n = 1 + random() % 256;
      const size_t from = random() % (8192 - n);
      ASSERT_EQ(NT_OK, nt_live_graph_process(live.get(), at(in, from).data(), at(out, 0).data(), n));
      for (const auto& plane : out)
        for (uint32_t i = 0; i < n; ++i) {
          is_finite = is_finite && std::isfinite(plane[i]);
          top = std::max(top, std::fabs(plane[i]));
        }
      if (random() % 500 == 0) {
        ASSERT_EQ(NT_OK, nt_live_graph_reset(live.get()));
      }
      blocks.fetch_add(1);
    }
  });
  std::mt19937 random(2);
  std::vector<uint64_t> ids;
  uint64_t next_id = 1, edits = 0, failures = 0, heard = 0;
  while (edits < 3000) {
    std::vector<uint64_t> wanted;
    std::vector<nt_live_stage> list;
    for (const uint64_t id : ids) {
      if (random() % 4 == 0 && wanted.size() < 6) {
        list.push_back(fresh(next_id, {any_stage(random)}, random() % 5 == 0));
        wanted.push_back(next_id++);
      }
      if (random() % 4 == 0) continue;
      list.push_back(random() % 3 == 0 ? fresh(id, {any_stage(random)}) : goes_on(id));
      wanted.push_back(id);
    }
    if (wanted.size() < 3) {
      list.push_back(fresh(next_id, {any_stage(random)}));
      wanted.push_back(next_id++);
    }
    const auto status = live.edit(list);
    ASSERT_TRUE(status == NT_OK || status == NT_NOT_YET) << status;
    if (status == NT_OK) {
      ids = wanted;
      ++edits;
      const uint64_t id = ids[random() % ids.size()];
      const auto bypassed = nt_live_graph_bypass(live.get(), id, static_cast<int32_t>(random() % 2));
      ASSERT_TRUE(bypassed == NT_OK || bypassed == NT_BAD_STATE);
      if (random() % 10 == 0) {
        ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), id, random() % 2 == 0 ? NT_NOT_FINITE : NT_INTERNAL));
      }
    } else {
      std::this_thread::yield();
    }
    for (const auto& event : live.events()) {
      if (event.kind == NT_LIVE_FAILED) ++failures;
      if (event.kind != NT_LIVE_EDITED) continue;
      EXPECT_GT(event.id, heard) << "in order";
      heard = event.id;
    }
    if (random() % 50 == 0)  // let it play for a while
      for (const uint64_t now = blocks.load(); blocks.load() < now + 5;) std::this_thread::yield();
  }
  // With an empty list what comes in leaves, to the bit.
  while (live.edit({}) == NT_NOT_YET) std::this_thread::yield();
  while (live.info().is_changing != 0) std::this_thread::yield();
  over.store(true);
  player.join();
  for (const auto& event : live.events())
    if (event.kind == NT_LIVE_EDITED) heard = event.id;
  EXPECT_EQ(live.last_edit(), heard);
  EXPECT_TRUE(is_finite);
  EXPECT_LT(top, 8) << "all stages are at or below unity; fades between opposite delays add nothing";
  EXPECT_GT(failures, 0U);
  Planes out;
  live.run(in, out, 0, 8192, blocks_of(512));
  EXPECT_EQ(-1, first_difference(in, out, 0, 8192));
}

TEST(LiveGraphThread, given_an_owner_that_never_asks_for_events_then_edits_go_on) {
  const nt_live_options options{live_rate, 1, 512, 0.0005, 0.0005, 0, 0, 0};
  Live live(options);
  const Planes in = white(1, 512, 1);
  Planes out;
  for (int k = 0; k < 1500; ++k) {
    ASSERT_EQ(NT_OK, live.edit({fresh(1, {gain(0)})}));
    live.run(in, out, 0, 512, blocks_of(512));
  }
  EXPECT_EQ(1500U, live.last_edit());
  const auto events = live.events();
  ASSERT_EQ(1024U, events.size());
  expect_event(events[0], NT_LIVE_EDITED, 1, 0);
}

TEST(LiveGraphThread,
     given_first_lists_of_more_channels_while_it_begins_then_it_is_taken_by_the_first_block_or_refused) {
  const Planes in = white(2, 64, 1);
  for (int k = 0; k < 100; ++k) {
    Live live(nt_live_options{live_rate, 2, 64, 0, 0, 0, 0, 0});
    // Room for what may leave.
    Planes out(4, std::vector<double>(64, 7));
    std::atomic<bool> ready{false};
    std::thread player([&] {
      ready.store(true);
      for (int b = 0; b < 4; ++b) nt_live_graph_process(live.get(), at(in, 0).data(), at(out, 0).data(), 64);
    });
    while (!ready.load()) {
    }
    for (int wait = k % 50; wait > 0; --wait) std::atomic_signal_fence(std::memory_order_seq_cst);
    const auto status = live.edit({fresh(1, {crossover(1000)})});
    player.join();
    EXPECT_TRUE(status == NT_OK || status == NT_INVALID_ARGUMENT) << status;
    // Four channels from the first block on, or two for ever.
    const bool is_heard = out[3][0] != 7;
    if (status == NT_OK && live.info().frames > 0) {
      EXPECT_TRUE(is_heard);
      EXPECT_EQ(4U, live.info().channels);
    } else {
      EXPECT_FALSE(is_heard);
      EXPECT_EQ(2U, live.info().channels);
    }
  }
}

}  // namespace
