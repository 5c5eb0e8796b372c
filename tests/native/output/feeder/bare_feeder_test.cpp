#include <gtest/gtest.h>

#include <thread>

#include "ntdsp/feeder.h"
#include "output/device/device_run.hpp"
#include "output/feeder/pace.hpp"

namespace {

using nt::output::until_room_ns;
using namespace nt::test;

constexpr uint64_t ms = 1'000'000;

struct Ring {
  explicit Ring(uint64_t capacity) {
    nt_ring_options options{};
    options.capacity_frames = capacity;
    options.planes = 1;
    options.item_bytes = sizeof(double);
    EXPECT_EQ(NT_OK, nt_ring_create(&options, &ring));
  }
  ~Ring() { nt_ring_destroy(ring); }
  void hold(uint32_t frames) const {
    const std::vector<double> zeros(frames);
    const void* plane = zeros.data();
    uint32_t written = 0;
    ASSERT_EQ(NT_OK, nt_ring_write(ring, &plane, frames, &written));
    ASSERT_EQ(frames, written);
  }
  nt_ring* ring = nullptr;
};

TEST(FeederPace, given_a_full_ring_then_the_feeder_sleeps_until_half_of_it_has_gone) {
  Ring ring(960);
  ring.hold(960);
  EXPECT_EQ(10 * ms, until_room_ns(ring.ring, 64, 48000)) << "480 frames at 48 kHz";
}

TEST(FeederPace, given_a_part_of_the_room_then_it_sleeps_for_the_rest) {
  Ring ring(960);
  ring.hold(720);
  EXPECT_EQ(5 * ms, until_room_ns(ring.ring, 64, 48000));
}

TEST(FeederPace, given_room_enough_or_a_very_long_ring_then_it_sleeps_no_less_and_no_longer_than_it_may) {
  Ring empty(960);
  EXPECT_EQ(ms / 4, until_room_ns(empty.ring, 64, 48000));
  Ring longest(96000);
  longest.hold(96000);
  EXPECT_EQ(20 * ms, until_room_ns(longest.ring, 1024, 48000));
}

TEST(FeederPace, given_a_block_of_more_than_half_the_ring_then_a_block_is_awaited) {
  Ring ring(960);
  ring.hold(960);
  EXPECT_EQ(15 * ms, until_room_ns(ring.ring, 720, 48000));
}

TEST(BareFeeder, given_a_device_at_its_pace_then_it_is_given_zeros_for_as_long_as_the_thread_lives) {
  auto wanted = request(NT_DEVICE_F64, 48000);
  nt_device* device = nullptr;
  ASSERT_EQ(NT_OK, nt_device_open("null", &wanted, &device));
  nt_bare_feeder* feeder = nullptr;
  ASSERT_EQ(NT_OK, nt_bare_feeder_create(device, 0, &feeder));
  ASSERT_EQ(NT_OK, nt_device_start(device));
  nt_device_clock clock{};
  nt_bare_feeder_info info{};
  while (clock.played < 9600 || info.wakes < 3) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ASSERT_EQ(NT_OK, nt_device_clock_read(device, &clock));
    ASSERT_EQ(NT_OK, nt_bare_feeder_describe(feeder, &info));
  }
  EXPECT_EQ(0, info.is_real_time) << "none was asked for";
  nt_bare_feeder_destroy(feeder);
  // Nobody fills the ring any more: the device plays it empty.
  while (nt_ring_available(nt_device_ring(device)) > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  nt_device_close(device);
}

TEST(BareFeeder, given_nothing_then_it_is_refused) {
  nt_bare_feeder* feeder = nullptr;
  nt_bare_feeder_info info{};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_bare_feeder_create(nullptr, 0, &feeder));
  EXPECT_EQ(nullptr, feeder);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_bare_feeder_describe(nullptr, &info));
  nt_bare_feeder_destroy(nullptr);
}

}  // namespace
