// Crossfeed against its published formulae, frame by frame.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "graph/naive_filter.hpp"

namespace {

using namespace nt::test;

struct Feed {
  double cut_hz, feed_db;
};

/// The recursions of the formulae: lo' = a0 x + b1 lo, hi' = a0 x + a1 x' + b1 hi.
std::vector<Wave> naive(const Planes& in, Feed feed, Real rate) {
  const Real low_db = Real(feed.feed_db) * -5 / 6 - 3, high_db = Real(feed.feed_db) / 6 - 3;
  const Real low = std::pow(Real(10), low_db / 20), high = 1 - std::pow(Real(10), high_db / 20);
  const Real high_hz = feed.cut_hz * std::pow(Real(2), (low_db - 20 * std::log10(high)) / 12);
  const Real xl = std::exp(-2 * pi * feed.cut_hz / rate), xh = std::exp(-2 * pi * high_hz / rate);
  const Real gain = 1 / (1 - high + low);
  std::vector<Wave> out(2, Wave(in[0].size()));
  Real lo[2] = {}, hi[2] = {}, last[2] = {};
  for (size_t n = 0; n < in[0].size(); ++n) {
    for (size_t c = 0; c < 2; ++c) {
      const Real x = in[c][n];
      lo[c] = low * (1 - xl) * x + xl * lo[c];
      hi[c] = (1 - high * (1 - xh)) * x - xh * last[c] + xh * hi[c];
      last[c] = x;
    }
    out[0][n] = gain * (hi[0] + lo[1]);
    out[1][n] = gain * (hi[1] + lo[0]);
  }
  return out;
}

TEST(Crossfeed, given_the_usual_settings_then_it_nulls_below_minus_200_db_against_the_formulae) {
  for (const Feed feed : {Feed{700, 4.5}, Feed{700, 6}, Feed{650, 9.5}, Feed{300, 1}, Feed{2000, 15}})
    for (const double rate : {44100.0, 192000.0}) {
      const Planes in = white(3, 8000, 0.5);
      const Planes out =
          run(activated(NT_CROSSFEED, nt_crossfeed_params{feed.cut_hz, feed.feed_db}, rate, 3).get(), in);
      const auto wanted = naive(in, feed, rate);
      EXPECT_LE(null_db(wanted[0], out[0]), -200);
      EXPECT_LE(null_db(wanted[1], out[1]), -200);
      EXPECT_EQ(in[2], out[2]);
    }
}

TEST(Crossfeed, given_mono_content_then_low_tones_keep_their_level_and_the_other_ear_hears_a_side_feed_db_below) {
  const auto level = [](bool both, size_t ear) {
    Planes in(2, std::vector<double>(96000));
    for (size_t i = 0; i < 96000; ++i) {
      in[0][i] = std::sin(2 * M_PI * 20 / 48000 * static_cast<double>(i));
      in[1][i] = both ? in[0][i] : 0;
    }
    const Planes out = run(activated(NT_CROSSFEED, nt_crossfeed_params{700, 4.5}, 48000, 2).get(), in);
    double energy = 0;
    for (size_t i = 48000; i < 96000; ++i) energy += out[ear][i] * out[ear][i];
    return 10 * std::log10(energy / 24000);
  };
  EXPECT_NEAR(0, level(true, 0), 0.05);
  EXPECT_NEAR(4.5, level(false, 0) - level(false, 1), 0.05);
}

TEST(Crossfeed, given_mono_or_values_out_of_range_then_mono_passes_and_they_are_refused) {
  const Planes mono = white(1, 500, 0.5);
  EXPECT_EQ(mono, run(activated(NT_CROSSFEED, nt_crossfeed_params{700, 4.5}, 48000, 1).get(), mono));
  nt_processor* made = nullptr;
  for (const nt_crossfeed_params& wrong : {nt_crossfeed_params{299, 4}, nt_crossfeed_params{700, 0.5},
                                           nt_crossfeed_params{2001, 4}, nt_crossfeed_params{700, 15.1}})
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_CROSSFEED, &wrong, sizeof wrong, &made));
}

}  // namespace
