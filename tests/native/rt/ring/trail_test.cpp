// The ring whose oldest frames go.

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <vector>

#include "graph/realtime_watch.hpp"
#include "ntdsp/ring.h"

namespace {

struct Destroy {
  void operator()(nt_trail* t) const { nt_trail_destroy(t); }
};
using Trail = std::unique_ptr<nt_trail, Destroy>;

Trail make(uint64_t capacity) {
  nt_trail* trail = nullptr;
  EXPECT_EQ(NT_OK, nt_trail_create(1, capacity, &trail));
  return Trail(trail);
}

/// Writes the numbers from..from + count - 1.
void write(nt_trail* trail, int from, uint32_t count) {
  std::vector<double> numbers(count);
  std::iota(numbers.begin(), numbers.end(), from);
  const double* planes[] = {numbers.data()};
  ASSERT_EQ(NT_OK, nt_trail_write(trail, planes, count));
}

std::vector<double> read(nt_trail* trail, uint64_t& position, uint32_t frames, uint64_t& lapped) {
  std::vector<double> numbers(frames);
  double* planes[] = {numbers.data()};
  uint32_t got = 0;
  EXPECT_GE(nt_trail_read(trail, &position, planes, frames, &got, &lapped), NT_OK);
  numbers.resize(got);
  return numbers;
}

TEST(Trail, given_a_reader_that_keeps_up_then_it_reads_every_frame) {
  const Trail trail = make(8);
  uint64_t position = 0, lapped = 0;
  for (int at = 0; at < 40; at += 5) {
    write(trail.get(), at, 5);
    const auto got = read(trail.get(), position, 10, lapped);
    EXPECT_EQ(0u, lapped);
    EXPECT_EQ((std::vector<double>{at + 0., at + 1., at + 2., at + 3., at + 4.}), got);
  }
  EXPECT_EQ(40u, nt_trail_newest(trail.get()));
}

TEST(Trail, given_a_reader_that_is_late_then_it_is_told_how_many_are_lost_and_goes_on_with_the_oldest) {
  const Trail trail = make(8);
  write(trail.get(), 0, 5);
  write(trail.get(), 5, 30);  // more than there is room for: the last 8 remain
  uint64_t position = 2, lapped = 0;
  EXPECT_EQ((std::vector<double>{27, 28, 29}), read(trail.get(), position, 3, lapped));
  EXPECT_EQ(25u, lapped);
  EXPECT_EQ((std::vector<double>{30, 31, 32, 33, 34}), read(trail.get(), position, 10, lapped));
  EXPECT_EQ(0u, lapped);
  EXPECT_EQ(35u, position);
}

TEST(Trail, given_nothing_new_then_not_yet_is_answered) {
  const Trail trail = make(8);
  double sample = 0;
  double* planes[] = {&sample};
  uint64_t position = 0, lapped = 0;
  uint32_t got = 7;
  EXPECT_EQ(NT_NOT_YET, nt_trail_read(trail.get(), &position, planes, 1, &got, &lapped));
  EXPECT_EQ(0u, got);
}

TEST(Trail, given_a_capacity_then_it_is_rounded_up_to_a_power_of_two) {
  uint32_t channels = 0;
  uint64_t capacity = 0;
  ASSERT_EQ(NT_OK, nt_trail_describe(make(1000).get(), &channels, &capacity));
  EXPECT_EQ(1024u, capacity);
  EXPECT_EQ(1u, channels);
}

TEST(Trail, given_both_ends_at_work_then_nothing_is_allocated_and_nothing_locked) {
  const Trail trail = make(64);
  std::vector<double> samples(48);
  double* planes[] = {samples.data()};
  uint64_t position = 0, lapped = 0;
  uint32_t got = 0;
  const nt::test::RealtimeWatch watch;
  for (int i = 0; i < 100; ++i) {
    nt_trail_write(trail.get(), planes, 48);
    nt_trail_read(trail.get(), &position, planes, 32, &got, &lapped);
  }
  EXPECT_EQ(0u, watch.allocations());
  EXPECT_EQ(0u, watch.locks());
}

TEST(Trail, given_absurd_arguments_then_they_are_refused) {
  nt_trail* trail = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_trail_create(0, 8, &trail));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_trail_create(1, 0, &trail));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_trail_create(1, 8, nullptr));
  EXPECT_EQ(NT_LIMIT, nt_trail_create(64, NT_RING_MAX_FRAMES, &trail));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_trail_write(make(8).get(), nullptr, 1));
  nt_trail_destroy(nullptr);
}

}  // namespace
