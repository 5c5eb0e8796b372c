// A stage that gets other parameters goes on with what the one before it knew.

#include "graph/live/live_run.hpp"
#include "graph/realtime_watch.hpp"

namespace {

using namespace nt::test;

constexpr size_t edited = 60000, frames = 200000;
constexpr double f_hz = 4000;
constexpr uint32_t window = 48;  // frames that a level is of: four periods

nt_compressor_params compressing(double attack_ms, double release_ms, nt_detector detector) {
  return {-30, 10, 6, attack_ms, release_ms, 0, 0, 50, 1, detector, 0};
}

Made made(const nt_compressor_params& params) { return Made::of(NT_COMPRESSOR, params); }

Made in_bands(nt_compressor_params band, double crossover_hz = 300) {
  nt_multiband_params params{};
  params.band_count = 3;
  params.crossover_hz[0] = crossover_hz;
  params.crossover_hz[1] = 2500;
  for (auto& one : params.bands) one = band;
  return Made::of(NT_MULTIBAND, params);
}

/// What changes, and the sound under which it does: loud for a second, then of that level.
struct Case {
  const char* name;
  Made before, after;
  double level;
};

std::vector<Case> cases() {
  const auto peak = compressing(20, 1000, NT_DETECT_PEAK), rms = compressing(50, 1000, NT_DETECT_RMS);
  const auto with = [](nt_compressor_params params, double nt_compressor_params::*which, double value) {
    params.*which = value;
    return params;
  };
  using C = nt_compressor_params;
  return {
      {"make-up under a steady tone", made(peak), made(with(peak, &C::makeup_db, 1)), 0.9},
      {"threshold under a steady tone", made(peak), made(with(peak, &C::threshold_db, -29)), 0.9},
      {"threshold, mean square", made(rms), made(with(rms, &C::threshold_db, -31)), 0.9},
      {"ratio while it lets go", made(peak), made(with(peak, &C::ratio, 9)), 0.2},
      {"look-ahead while it lets go", made(peak), made(with(peak, &C::lookahead_ms, 5)), 0.2},
      {"bands", in_bands(peak), in_bands(with(peak, &C::makeup_db, -1)), 0.9},
      {"bands on a grid", in_bands(rms), in_bands(with(rms, &C::threshold_db, -29)), 0.2},
      {"limiter's ceiling while it lets go", Made::of(NT_LIMITER, nt_limiter_params{-12, 5, 1000}),
       Made::of(NT_LIMITER, nt_limiter_params{-11, 5, 1000}), 0.2},
      {"limiter's look-ahead while it lets go", Made::of(NT_LIMITER, nt_limiter_params{-12, 5, 1000}),
       Made::of(NT_LIMITER, nt_limiter_params{-12, 4, 1000}), 0.2},
      {"gate that holds", Made::of(NT_GATE, nt_gate_params{-20, 6, 40, 1, 5000, 100, 0}),
       Made::of(NT_GATE, nt_gate_params{-20, 6, 41, 1, 5000, 100, 0}), 0.02},
      {"de-esser", Made::of(NT_DE_ESSER, nt_de_esser_params{2000, -30, 4, 0, 20, 20, 1000, 0, 0, 0}),
       Made::of(NT_DE_ESSER, nt_de_esser_params{2000, -30, 4, 0, 19.5, 20, 1000, 0, 0, 0}), 0.5},
      {"rider", Made::of(NT_RIDER, nt_rider_params{-20, 1, 12, 5, -60, 1}),
       Made::of(NT_RIDER, nt_rider_params{-20, 1, 12, 4.5, -60, 1}), 0.02},
  };
}

std::vector<double> levels_db(const std::vector<double>& x) {
  std::vector<double> levels;
  for (size_t at = 0; at + window <= x.size(); at += window) {
    double sum = 0;
    for (size_t i = at; i < at + window; ++i) sum += x[i] * x[i];
    levels.push_back(10 * std::log10(sum / window + 1e-20));
  }
  return levels;
}

/// The most, in dB, that the level leaves what lies between the two stages as they would have been had they always been
/// there.
double leaves_db(const Case& c, bool keeps_id, const Blocks& blocks = blocks_of(480)) {
  Planes in = tone(2, frames, f_hz, 0.9), out;
  for (auto& plane : in)
    for (size_t i = 48000; i < frames; ++i) plane[i] *= c.level / 0.9;
  Live live;
  EXPECT_EQ(NT_OK, live.edit({fresh(1, {c.before})}));
  live.run(in, out, 0, edited, blocks);
  EXPECT_EQ(NT_OK, live.edit({fresh(keeps_id ? 1 : 2, {c.after})}));
  live.run(in, out, edited, frames, blocks);
  const auto heard = levels_db(out[0]), was = levels_db(plain({c.before}, in)[0]),
             is = levels_db(plain({c.after}, in)[0]);
  double most = 0;
  for (size_t k = edited / window; k < heard.size(); ++k) {
    const auto [low, high] = std::minmax(was[k], is[k]);
    most = std::max({most, low - heard[k], heard[k] - high});
  }
  return most;
}

TEST(LiveInherit, given_other_parameters_then_the_level_goes_from_the_one_to_the_other_and_nowhere_else) {
  for (const Case& c : cases()) {
    EXPECT_LE(leaves_db(c, true), 0.05) << c.name;
    // The figure means something: a stage that knows nothing of the sound is heard.
    const double anew = leaves_db(c, false);
    EXPECT_GE(anew, 0.2) << c.name;
  }
}

TEST(LiveInherit, given_more_make_up_under_a_steady_tone_then_the_level_only_rises) {
  const Planes in = tone(1, frames, f_hz, 0.9);
  auto params = compressing(20, 1000, NT_DETECT_PEAK);
  Live live(1);
  Planes out;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {made(params)})}));
  live.run(in, out, 0, edited, blocks_of(480));
  params.makeup_db = 1;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {made(params)})}));
  live.run(in, out, edited, frames, blocks_of(480));
  const auto heard = levels_db(out[0]);
  for (size_t k = edited / window; k < heard.size(); ++k) ASSERT_GE(heard[k], heard[k - 1] - 0.001) << k;
  EXPECT_NEAR(heard.back(), heard[edited / window - 1] + 1, 0.01);
}

TEST(LiveInherit, given_a_step_of_20_db_then_nothing_sounds_away_from_the_tone) {
  const Planes in = tone(1, frames, 997);
  auto params = compressing(20, 1000, NT_DETECT_RMS);
  Live live(1);
  Planes out;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {made(params)})}));
  live.run(in, out, 0, edited, blocks_of(480));
  params.makeup_db = -20;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {made(params)})}));
  live.run(in, out, edited, frames, blocks_of(480));
  EXPECT_LE(energy_away_db(out[0], edited + live_warm + live_fade / 2 - 32768, 997), -100);
  EXPECT_NEAR(levels_db(out[0]).back(), levels_db(out[0])[edited / window - 1] - 20, 0.1);
}

TEST(LiveInherit, given_any_blocks_then_the_samples_are_the_same_and_taking_over_takes_no_memory_and_no_lock) {
  const Planes in = lively(2, 40000);
  for (const Case& c : cases()) {
    const auto play = [&](const Blocks& blocks) {
      Live live;
      Planes out(2, std::vector<double>(40000));
      EXPECT_EQ(NT_OK, live.edit({fresh(1, {c.before})}));
      live.run(in, out, 0, 10000, blocks);
      EXPECT_EQ(NT_OK, live.edit({fresh(1, {c.after})}));
      size_t allocations = 0, locks = 0;
      {
        const RealtimeWatch watch;
        for (size_t i = 10000; i < 12000; i += 500) {
          const double* from[] = {&in[0][i], &in[1][i]};
          double* to[] = {&out[0][i], &out[1][i]};
          nt_live_graph_process(live.get(), from, to, 500);
        }
        allocations = RealtimeWatch::allocations();
        locks = RealtimeWatch::locks();
      }
      EXPECT_EQ(0U, allocations) << c.name;
      EXPECT_EQ(0U, locks) << c.name;
      live.run(in, out, 12000, 40000, blocks);
      return out;
    };
    EXPECT_EQ(-1, first_difference(play(blocks_of(480)), play(drawn(5)), 0, 40000)) << c.name;
  }
}

TEST(LiveInherit, given_a_stage_that_has_failed_then_the_one_in_its_place_knows_nothing_of_it) {
  const Planes in = lively(2, 80000);
  Live live;
  Planes out;
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {compressor()})}));
  live.run(in, out, 0, 20000, blocks_of(480));
  ASSERT_EQ(NT_OK, nt_live_graph_inject(live.get(), 1, NT_NOT_FINITE));
  live.run(in, out, 20000, 30000, blocks_of(480));
  ASSERT_EQ(NT_OK, live.edit({fresh(1, {compressor()})}));
  live.run(in, out, 30000, 80000, blocks_of(480));
  EXPECT_EQ(-1, first_difference(plain({compressor()}, in, 30000), out, 30000 + live_warm + live_fade, 80000));
}

}  // namespace
