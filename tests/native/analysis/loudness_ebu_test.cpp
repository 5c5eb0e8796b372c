// EBU Tech 3341 (loudness meters, cases 1-14), EBU Tech 3342 (loudness range, cases 1-4).

#include "analysis/meter_run.hpp"

namespace {

using nt::test::measure;
using nt::test::Part;
using nt::test::Planes;
using nt::test::sines;

constexpr double none = -INFINITY;

TEST(Ebu3341, given_cases_1_and_2_then_all_three_read_the_level) {
  for (const double level : {-23.0, -33.0}) {
    const auto r = measure(sines({{level, 20}}), 48000);
    EXPECT_NEAR(level, r.momentary_lufs, 0.1);
    EXPECT_NEAR(level, r.short_term_lufs, 0.1);
    EXPECT_NEAR(level, r.momentary_max_lufs, 0.1);
    EXPECT_NEAR(level, r.integrated_lufs, 0.1);
  }
}

TEST(Ebu3341, given_case_3_then_the_relative_gate_removes_the_quiet_ends) {
  EXPECT_NEAR(-23.0, measure(sines({{-36, 10}, {-23, 60}, {-36, 10}}), 48000).integrated_lufs, 0.1);
}

TEST(Ebu3341, given_case_4_then_both_gates_remove_the_quiet_ends) {
  const auto x = sines({{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}});
  EXPECT_NEAR(-23.0, measure(x, 48000).integrated_lufs, 0.1);
}

TEST(Ebu3341, given_case_5_then_levels_within_the_gate_all_count) {
  EXPECT_NEAR(-23.0, measure(sines({{-26, 20}, {-20, 20.1}, {-26, 20}}), 48000).integrated_lufs, 0.1);
}

TEST(Ebu3341, given_case_6_then_surrounds_weigh_more_and_the_lfe_nothing) {
  Planes x;
  for (const double level : {-28.0, -28.0, -24.0, -30.0, -30.0}) x.push_back(sines({{level, 20}}, 48000, 1)[0]);
  EXPECT_NEAR(-23.0, measure(x, 48000).integrated_lufs, 0.1);
  // The same with a loud LFE in its place of 5.1, surrounds as side pair, as back pair, and with no mask at all.
  x.insert(x.begin() + 3, sines({{-6, 20}}, 48000, 1)[0]);
  for (const uint64_t mask : {0x60fu, 0x3fu, 0u}) EXPECT_NEAR(-23.0, measure(x, 48000, 0, mask).integrated_lufs, 0.1);
}

TEST(Ebu3341, given_case_9_then_short_term_is_constant_after_3_s) {
  std::vector<Part> parts;
  for (int i = 0; i < 5; ++i) parts.insert(parts.end(), {{-20, 1.34}, {-30, 1.66}});
  const auto x = sines(parts);
  const auto m = nt::test::meter(48000, 2);
  nt::test::add(m.get(), {{x[0].begin(), x[0].begin() + 144000}, {x[1].begin(), x[1].begin() + 144000}});
  for (size_t n = 144000; n < x[0].size(); n += 480) {
    EXPECT_NEAR(-23.0, nt::test::read(m.get()).short_term_lufs, 0.1) << "at frame " << n;
    const double* planes[] = {x[0].data() + n, x[1].data() + n};
    ASSERT_EQ(NT_OK, nt_loudness_add(m.get(), planes, 480));
  }
}

TEST(Ebu3341, given_case_12_then_momentary_is_constant_after_1_s) {
  std::vector<Part> parts;
  for (int i = 0; i < 25; ++i) parts.insert(parts.end(), {{-20, 0.18}, {-30, 0.22}});
  const auto x = sines(parts);
  const auto m = nt::test::meter(48000, 2);
  nt::test::add(m.get(), {{x[0].begin(), x[0].begin() + 48000}, {x[1].begin(), x[1].begin() + 48000}});
  for (size_t n = 48000; n < x[0].size(); n += 480) {
    EXPECT_NEAR(-23.0, nt::test::read(m.get()).momentary_lufs, 0.1) << "at frame " << n;
    const double* planes[] = {x[0].data() + n, x[1].data() + n};
    ASSERT_EQ(NT_OK, nt_loudness_add(m.get(), planes, 480));
  }
}

TEST(Ebu3341, given_case_10_then_the_greatest_short_term_is_the_tone_wherever_it_starts) {
  for (int i = 0; i < 20; ++i) {
    const auto r = measure(sines({{none, 0.15 * i}, {-23, 3}, {none, 1}}), 48000);
    EXPECT_NEAR(-23.0, r.short_term_max_lufs, 0.1) << "file " << i;
  }
}

TEST(Ebu3341, given_case_13_then_the_greatest_momentary_is_the_tone_wherever_it_starts) {
  for (int i = 0; i < 20; ++i) {
    const auto r = measure(sines({{none, 0.02 * i}, {-23, 0.4}, {none, 1}}), 48000);
    EXPECT_NEAR(-23.0, r.momentary_max_lufs, 0.1) << "file " << i;
  }
}

/// Cases 11 and 14: the maximum after each part of one continuous stream.
void expect_rising_maxima(double delay_step, double tone, double nt_loudness_reading::*maximum) {
  const auto m = nt::test::meter(48000, 2);
  for (int i = 0; i < 20; ++i) {
    nt::test::add(m.get(), sines({{none, delay_step * i}, {-38.0 + i, tone}, {none, tone - delay_step * i}}));
    EXPECT_NEAR(-38.0 + i, nt::test::read(m.get()).*maximum, 0.1) << "part " << i;
  }
}

TEST(Ebu3341, given_case_11_then_the_greatest_short_term_follows) {
  expect_rising_maxima(0.15, 3, &nt_loudness_reading::short_term_max_lufs);
}

TEST(Ebu3341, given_case_14_then_the_greatest_momentary_follows) {
  expect_rising_maxima(0.02, 0.4, &nt_loudness_reading::momentary_max_lufs);
}

TEST(Ebu3342, given_cases_1_to_4_then_the_range_is_the_difference_of_the_levels) {
  EXPECT_NEAR(10, measure(sines({{-20, 20}, {-30, 20}}), 48000).range_lu, 1);
  EXPECT_NEAR(5, measure(sines({{-20, 20}, {-15, 20}}), 48000).range_lu, 1);
  EXPECT_NEAR(20, measure(sines({{-40, 20}, {-20, 20}}), 48000).range_lu, 1);
  EXPECT_NEAR(15, measure(sines({{-50, 20}, {-35, 20}, {-20, 20}, {-35, 20}, {-50, 20}}), 48000).range_lu, 1);
}

TEST(Ebu3341, given_other_sample_rates_then_the_levels_are_the_same) {
  for (const double rate : {8000.0, 11025.0, 22050.0, 44100.0, 96000.0, 192000.0, 768000.0}) {
    const auto r = measure(sines({{-36, 2}, {-23, 6}, {-36, 2}}, rate), rate);
    EXPECT_NEAR(-23.0, r.momentary_max_lufs, 0.1) << rate;
    EXPECT_NEAR(-23.0, r.short_term_max_lufs, 0.1) << rate;
    EXPECT_NEAR(-23.2, r.integrated_lufs, 0.15) << rate;  // blocks across the steps pull a short file down
  }
}

}  // namespace
