// The hand-over of deferred parts, step by step in one thread: what is in time, what is late, what is lost.

#include "graph/convolution/partitioned/deferred_level.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace {

using namespace nt::graph::partitioned;

constexpr size_t part = 64, taps = 5 * part;  // offset 2 part, three partitions

class DeferredHandOver : public testing::Test {
 protected:
  DeferredHandOver() {
    std::mt19937 random(1);
    for (auto& v : matrix_.impulses.emplace_back(taps)) v = random() / 2147483648.0 - 1;
    level_ = std::make_unique<DeferredLevel<double>>(matrix_, Segment{2 * part, part, 3, true});
  }

  /// One part in, its frames noise. True where the part's results were ready, which out_ then holds.
  bool play() {
    std::vector<double> block(part);
    for (auto& v : block) v = random_() / 2147483648.0 - 1;
    in_.insert(in_.end(), block.begin(), block.end());
    level_->take(0, block.data(), 0, part);
    const bool ready = level_->ready();
    whole_ = level_->whole();
    out_.assign(part, 0);
    if (ready)
      if (const double* result = level_->result(0, 0); result != nullptr) out_.assign(result, result + part);
    level_->advance(part);
    return ready;
  }

  /// The sum over the level's taps, of the parts that are not lost.
  void expect_exact(const std::vector<size_t>& lost = {}) {
    const size_t begin = in_.size() - part;
    for (size_t i = 0; i < part; ++i) {
      long double sum = 0;
      for (size_t k = 2 * part; k < taps && k <= begin + i; ++k) {
        const size_t frame = begin + i - k;
        if (frame < from_ || std::find(lost.begin(), lost.end(), frame / part) != lost.end()) continue;
        sum += static_cast<long double>(matrix_.impulses[0][k]) * in_[frame];
      }
      ASSERT_NEAR(static_cast<double>(sum), out_[i], 1e-12) << "frame " << begin + i;
    }
  }

  Matrix matrix_{1, 1, {{0, 0, 0}}, {}};
  std::unique_ptr<DeferredLevel<double>> level_;
  std::mt19937 random_{2};
  std::vector<double> in_, out_;
  size_t from_ = 0;
  bool whole_ = true;
};

TEST_F(DeferredHandOver, given_each_part_computed_in_time_then_all_is_exact) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(play());
    EXPECT_TRUE(whole_);
    expect_exact();
    EXPECT_TRUE(level_->compute());
    EXPECT_FALSE(level_->compute()) << "nothing more waits";
  }
}

TEST_F(DeferredHandOver, given_parts_computed_one_part_late_then_they_are_still_in_time) {
  ASSERT_TRUE(play());
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(play());
    expect_exact();
    ASSERT_TRUE(level_->compute());
  }
}

TEST_F(DeferredHandOver, given_a_reset_while_parts_wait_then_the_lack_of_room_is_told_before_a_part_is_lost) {
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(play());
  level_->reset();
  from_ = in_.size();
  EXPECT_TRUE(level_->has_room(0));
  ASSERT_TRUE(play());
  EXPECT_FALSE(level_->has_room(0)) << "three parts wait";
  ASSERT_TRUE(level_->compute());
  EXPECT_TRUE(level_->has_room(0));
  ASSERT_TRUE(play());
  while (level_->compute()) continue;
  for (int i = 0; i < 6; ++i) {
    EXPECT_FALSE(level_->missing());
    ASSERT_TRUE(play());
    expect_exact();
    ASSERT_TRUE(level_->compute());
  }
}

TEST_F(DeferredHandOver, given_a_part_that_was_lost_then_its_result_is_called_missing) {
  for (int i = 0; i < 3; ++i) play();
  EXPECT_FALSE(level_->has_room(0));
  play();  // no slot is free
  while (level_->compute()) continue;
  play();
  EXPECT_TRUE(level_->missing()) << "what the lost part would have given is due";
  EXPECT_FALSE(level_->ready());
}

TEST_F(DeferredHandOver, given_a_part_that_is_late_then_it_alone_is_missing) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(play());
    ASSERT_TRUE(level_->compute());
  }
  ASSERT_TRUE(play());  // its result is due with the part after next
  ASSERT_TRUE(play());
  EXPECT_FALSE(play()) << "not computed";
  while (level_->compute()) continue;
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(play());
    EXPECT_TRUE(whole_);
    expect_exact();
    ASSERT_TRUE(level_->compute());
  }
}

TEST_F(DeferredHandOver, given_more_late_parts_than_slots_then_the_lost_ones_count_as_silence_and_are_known) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(play());
    ASSERT_TRUE(level_->compute());
  }
  // Parts 4, 5 and 6 wait; 7 and 8 find no room and are lost.
  ASSERT_TRUE(play());
  ASSERT_TRUE(play());
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(play());
  while (level_->compute()) continue;
  bool was_whole = true;
  for (size_t i = 9; i < 20; ++i) {
    const bool ready = play();
    EXPECT_EQ(i != 9 && i != 10, ready) << i << ": the results of lost parts never come";
    if (ready) expect_exact({7, 8});
    if (i < 12) EXPECT_FALSE(whole_) << i;
    if (whole_) expect_exact();
    was_whole = whole_;
    level_->compute();
  }
  EXPECT_TRUE(was_whole) << "the loss is forgotten once no result needs the lost parts";
}

TEST_F(DeferredHandOver, given_a_reset_while_parts_wait_then_the_new_stream_knows_nothing_of_the_old) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(play());
    if (i < 4) ASSERT_TRUE(level_->compute());
  }
  level_->reset();
  from_ = in_.size();
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(play());
    EXPECT_TRUE(whole_);
    expect_exact();
    while (level_->compute()) continue;
  }
}

}  // namespace
