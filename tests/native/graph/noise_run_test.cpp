// Noise drawn in runs is the noise drawn one by one.

#include <gtest/gtest.h>

#include <vector>

#include "rt/counter_noise.hpp"

namespace {

TEST(CounterNoise, given_runs_of_any_length_anywhere_then_each_value_is_that_of_its_frame) {
  const nt::CounterNoise noise(0x1234567890abcdefull, 3);
  for (const uint64_t first : {uint64_t{0}, uint64_t{1}, uint64_t{4095}, uint64_t{1} << 33, ~uint64_t{0} - 40})
    for (size_t count = 0; count < 40; ++count) {
      std::vector<double> run(count + 1, 99.0);
      noise.triangular(first, run.data(), count);
      for (size_t i = 0; i < count; ++i) ASSERT_EQ(noise.triangular(first + i), run[i]) << first << ' ' << i;
      EXPECT_EQ(99.0, run[count]);
    }
}

}  // namespace
