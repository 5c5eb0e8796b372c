// The rules that a layout keeps whatever the length.

#include "graph/convolution/partitioned/layout.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace {

using namespace nt::graph::partitioned;

TEST(ConvolverLayout, given_any_length_and_block_then_the_taps_are_covered_once_and_each_result_comes_in_time) {
  for (const size_t block : {32, 64, 128, 512, 4096}) {
    for (const bool direct : {false, true}) {
      for (size_t taps = 1; taps < 9000000; taps += 1 + taps / 3) {
        const auto layout = plan(taps, block, direct);
        size_t covered = direct ? block : 0, before = block;
        EXPECT_EQ(covered, layout.direct);
        for (const auto& s : layout.segments) {
          ASSERT_EQ(covered, s.offset) << taps;
          ASSERT_TRUE(std::has_single_bit(s.part));
          ASSERT_GE(s.part, before);
          ASSERT_GE(s.partitions, 1u);
          const size_t least = s.deferred ? 2 * s.part : s.part;
          // The first segment without a direct head is due in the call that completes its block.
          if (s.offset != 0) ASSERT_EQ(least, s.offset) << taps;
          if (s.offset == 0) ASSERT_EQ(block, s.part);
          if (!s.deferred) ASSERT_LE(s.part, std::max<size_t>(8192, block)) << "too long for one call";
          covered += s.part * s.partitions;
          before = s.part;
        }
        ASSERT_GE(covered, taps);
        if (!layout.segments.empty()) ASSERT_LT(covered - layout.segments.back().part, taps) << "no empty partition";
        ASSERT_EQ(0u, layout.memory(taps) % layout.period());
        ASSERT_GE(layout.memory(taps), taps + 3 * layout.period());
      }
    }
  }
}

}  // namespace
