#include "analysis/meter_run.hpp"

#include <random>

namespace {

using nt::test::Planes;

nt_artifacts_reading compare(const Planes& target, const Planes& render, size_t block = 4800, double rate = 48000) {
  nt_artifacts* a = nullptr;
  EXPECT_EQ(NT_OK, nt_artifacts_create(rate, static_cast<uint32_t>(target.size()), &a));
  for (size_t n = 0; n < target[0].size(); n += block) {
    const double *t[8], *r[8];
    for (size_t c = 0; c < target.size(); ++c) {
      t[c] = target[c].data() + n;
      r[c] = render[c].data() + n;
    }
    EXPECT_EQ(NT_OK, nt_artifacts_add(a, t, r, static_cast<uint32_t>(std::min(block, target[0].size() - n))));
  }
  nt_artifacts_reading reading{};
  EXPECT_EQ(NT_OK, nt_artifacts_read(a, &reading));
  nt_artifacts_destroy(a);
  return reading;
}

Planes music() {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 0.02);
  Planes x(2, std::vector<double>(48000 * 2));
  for (auto& plane : x) {
    double slow = 0;
    for (double& v : plane) v = slow = 0.98 * slow + normal(random);
  }
  return x;
}

TEST(Artifacts, given_the_target_itself_or_a_gain_then_there_are_none) {
  const auto x = music();
  auto louder = x;
  for (auto& plane : louder)
    for (double& v : plane) v *= 1.5;
  EXPECT_EQ(0u, compare(x, x).any);
  const auto r = compare(x, louder);
  EXPECT_EQ(200u, r.frames);
  EXPECT_EQ(0u, r.any);
}

TEST(Artifacts, given_one_of_each_kind_then_each_is_found_once_in_its_frame) {
  const auto x = music();
  auto y = x;
  for (size_t i = 20000; i < 20003; ++i) y[0][i] = 1.0;
  EXPECT_EQ(1u, compare(x, y).clipped);
  auto click = x;
  click[1][50000] += 0.9;
  const auto clicked = compare(x, click);
  EXPECT_EQ(1u, clicked.steps);
  EXPECT_EQ(1u, clicked.any);
  auto jump = x;
  for (auto& plane : jump)
    for (size_t i = 48000; i < plane.size(); ++i) plane[i] *= 0.4;
  auto steady = x;  // a target whose level does not move around the jump
  for (auto* planes : {&steady, &jump})
    for (auto& plane : *planes)
      for (size_t i = 0; i < plane.size(); ++i)
        plane[i] = 0.1 * std::sin(2 * M_PI * 1000 * static_cast<double>(i) / 48000);
  for (auto& plane : jump)
    for (size_t i = 48000; i < plane.size(); ++i) plane[i] *= 0.4;
  EXPECT_EQ(1u, compare(steady, jump).jumps);
  EXPECT_EQ(0u, compare(jump, jump).any) << "what the target does is no artefact of the render";
}

/// A bass note that beats in 10 ms frames, a steady tone, hats, and noise that differs between the channels.
Planes bass_and_hats() {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(0, 1);
  Planes x(2, std::vector<double>(48000 * 8));
  for (size_t i = 0; i < x[0].size(); ++i) {
    const double t = static_cast<double>(i) / 48000, beat = std::exp(-std::fmod(t, 0.125) * 60);
    const double tones = 0.02 * std::sin(2 * M_PI * 27 * t) + 0.06 * std::sin(2 * M_PI * 660 * t);
    for (auto& plane : x) plane[i] = tones + (0.002 + 0.004 * beat) * normal(random);
  }
  return x;
}

/// First-order shelf: the part above (or below) hz is raised by gain.
Planes shelf(Planes x, double hz, double gain, bool above) {
  const double k = 1 - std::exp(-2 * M_PI * hz / 48000);
  for (auto& plane : x) {
    double low = 0;
    for (double& v : plane) {
      low += k * (v - low);
      v = above ? low + gain * (v - low) : gain * low + (v - low);
    }
  }
  return x;
}

TEST(Artifacts, given_an_equaliser_then_what_it_brings_out_is_no_artefact) {
  const auto x = bass_and_hats();
  const auto low = compare(x, shelf(x, 100, 8, false));
  EXPECT_EQ(0u, low.any) << low.jumps << " jumps, " << low.steps << " steps of " << low.frames;
  const auto high = compare(x, shelf(x, 4000, 8, true));
  EXPECT_EQ(0u, high.any) << high.jumps << " jumps, " << high.steps << " steps of " << high.frames;
  // Mid and side apart, as a match FIR does it.
  auto wide = x;
  for (size_t i = 0; i < wide[0].size(); ++i) {
    const double mid = (x[0][i] + x[1][i]) / 2, side = (x[0][i] - x[1][i]) / 2 * 8;
    wide[0][i] = mid + side;
    wide[1][i] = mid - side;
  }
  EXPECT_EQ(0u, compare(x, wide).any);
}

TEST(Artifacts, given_a_gain_that_jumps_at_known_places_then_each_is_found_behind_an_equaliser_too) {
  const auto x = bass_and_hats();
  for (const bool equalised : {false, true}) {
    for (const double db : {-4.0, 6.0}) {
      auto y = equalised ? shelf(x, 4000, 4, true) : x;
      uint64_t jumps = 0;
      // Up and down at borders of frames, between the hats.
      for (size_t from = 9600; from + 2400 < y[0].size(); from += 24000, jumps += 2)
        for (auto& plane : y)
          for (size_t i = from; i < from + 2400; ++i) plane[i] *= std::pow(10, db / 20);
      const auto r = compare(x, y);
      EXPECT_GE(r.jumps, jumps * 9 / 10) << db;
      EXPECT_LE(r.jumps, jumps) << db;
    }
  }
}

TEST(Artifacts, given_blocks_of_any_size_and_a_rate_without_whole_frames_then_the_counts_are_the_same) {
  const auto x = music();
  auto y = x;
  y[0][100] = 0.9;
  y[1][95990] = -0.9;
  for (size_t i = 40000; i < 40004; ++i) y[0][i] = -1.0;
  const auto whole = compare(x, y, 65536, 22050);
  EXPECT_EQ(435u, whole.frames);
  EXPECT_GE(whole.any, 2u);
  for (const size_t block : {1u, 63u, 221u, 8192u}) {
    const auto r = compare(x, y, block, 22050);
    EXPECT_EQ(whole.any, r.any);
    EXPECT_EQ(whole.steps, r.steps);
    EXPECT_EQ(whole.clipped, r.clipped);
    EXPECT_EQ(whole.jumps, r.jumps);
  }
}

TEST(Artifacts, given_null_and_absurd_arguments_then_each_is_answered_with_a_status) {
  nt_artifacts* a = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_artifacts_create(48000, 2, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_artifacts_create(std::nan(""), 2, &a));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_artifacts_create(48000, 0, &a));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_artifacts_add(nullptr, nullptr, nullptr, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_artifacts_read(nullptr, nullptr));
  ASSERT_EQ(NT_OK, nt_artifacts_create(48000, 1, &a));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_artifacts_add(a, nullptr, nullptr, 1));
  const double bad = INFINITY;
  const double* plane[] = {&bad};
  EXPECT_EQ(NT_NOT_FINITE, nt_artifacts_add(a, plane, plane, 1));
  nt_artifacts_destroy(a);
  nt_artifacts_destroy(nullptr);
}

}  // namespace
