// Matrix, polarity and mid/side: sums and signs.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "graph/naive_filter.hpp"

namespace {

using namespace nt::test;

TEST(Matrix, given_random_routes_in_both_units_then_the_outputs_null_below_minus_200_db_against_plain_sums) {
  std::mt19937 random(3);
  for (const int unit : {NT_GAIN_LINEAR, NT_GAIN_DB})
    for (int round = 0; round < 8; ++round) {
      const uint32_t inputs = 1 + random() % 9, outputs = 1 + random() % 9, count = 1 + random() % 40;
      std::vector<nt_matrix_route> routes;
      for (uint32_t r = 0; r < count; ++r) {
        const double draw = static_cast<double>(random() % 2001) / 1000 - 1;
        routes.push_back({static_cast<uint32_t>(random() % inputs), static_cast<uint32_t>(random() % outputs),
                          unit == NT_GAIN_DB ? 20 * draw : 4 * draw, static_cast<int32_t>(random() % 2), 0});
      }
      const nt_matrix_params p{routes.data(), count, outputs, unit, 0};
      const Planes in = white(inputs, 2000, 0.7);
      const Planes out = run(activated(NT_MATRIX, p, 48000, inputs).get(), in);
      ASSERT_EQ(outputs, out.size());
      for (uint32_t to = 0; to < outputs; ++to) {
        Wave wanted(2000);
        bool any = false;
        for (const auto& route : routes) {
          if (route.to != to) continue;
          any = true;
          const Real gain = unit == NT_GAIN_DB ? std::pow(Real(10), Real(route.gain) / 20) : Real(route.gain);
          for (size_t i = 0; i < 2000; ++i) wanted[i] += (route.inverted != 0 ? -gain : gain) * in[route.from][i];
        }
        if (any) {
          EXPECT_LE(null_db(wanted, out[to]), -200);
        } else {
          for (const double v : out[to]) ASSERT_EQ(0.0, v);
        }
      }
    }
}

TEST(Matrix, given_unity_routes_then_channels_are_swapped_bit_for_bit) {
  const nt_matrix_route swap[] = {{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}};
  const Planes in = white(2, 1000, 0.7);
  const Planes out = run(activated(NT_MATRIX, nt_matrix_params{swap, 2, 2, NT_GAIN_DB, 0}, 48000, 2).get(), in);
  EXPECT_EQ(in[0], out[1]);
  EXPECT_EQ(in[1], out[0]);
}

TEST(Matrix, given_routes_out_of_range_then_each_is_refused) {
  nt_processor* made = nullptr;
  for (const nt_matrix_route& wrong : {nt_matrix_route{64, 0, 0, 0, 0}, nt_matrix_route{0, 2, 0, 0, 0},
                                       nt_matrix_route{0, 0, 17, 0, 0}, nt_matrix_route{0, 0, 0, 2, 0}}) {
    const nt_matrix_params p{&wrong, 1, 2, NT_GAIN_LINEAR, 0};
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_MATRIX, &p, sizeof p, &made));
  }
  const nt_matrix_params none{nullptr, 1, 2, NT_GAIN_LINEAR, 0};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_MATRIX, &none, sizeof none, &made));
  const nt_matrix_route third{2, 0, 1, 0, 0};
  const nt_matrix_params p{&third, 1, 2, NT_GAIN_LINEAR, 0};
  ASSERT_EQ(NT_OK, nt_processor_create(NT_MATRIX, &p, sizeof p, &made));
  const ProcessorPtr owned(made);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(made, 48000, 2, 64)) << "there is no channel 2 of two";
  EXPECT_EQ(NT_OK, nt_processor_activate(made, 48000, 3, 64));
}

TEST(Matrix, given_another_gain_then_a_state_is_refused) {
  const auto ready = [](double gain) {
    const nt_matrix_route route{0, 0, gain, 0, 0};
    return activated(NT_MATRIX, nt_matrix_params{&route, 1, 1, NT_GAIN_LINEAR, 0}, 48000, 1);
  };
  const auto state = saved(ready(1).get());
  EXPECT_EQ(NT_OK, nt_processor_load_state(ready(1).get(), state.data(), state.size()));
  EXPECT_EQ(NT_MALFORMED, nt_processor_load_state(ready(2).get(), state.data(), state.size()));
}

TEST(Polarity, given_a_signal_then_every_sample_has_the_other_sign_and_silence_stays_positive) {
  Planes in = white(2, 1000, 0.7);
  in[0][3] = 0;
  const Planes out = run(activated(NT_POLARITY, nt_polarity_params{1, 0}, 48000, 2).get(), in);
  for (size_t c = 0; c < 2; ++c)
    for (size_t i = 0; i < 1000; ++i) ASSERT_EQ(-in[c][i], out[c][i]);
  EXPECT_FALSE(std::signbit(out[0][3]));
  EXPECT_EQ(in, run(activated(NT_POLARITY, nt_polarity_params{0, 0}, 48000, 2).get(), in));
}

TEST(MidSide, given_left_and_right_then_mid_and_side_are_their_half_sum_and_difference_and_decode_gives_them_back) {
  const Planes in = white(3, 4000, 0.9);
  const Planes coded = run(activated(NT_MID_SIDE, nt_mid_side_params{0, 0}, 48000, 3).get(), in);
  Wave mid(4000), side(4000);
  for (size_t i = 0; i < 4000; ++i) {
    mid[i] = (Real(in[0][i]) + in[1][i]) / 2;
    side[i] = (Real(in[0][i]) - in[1][i]) / 2;
  }
  EXPECT_LE(null_db(mid, coded[0]), -300);
  EXPECT_LE(null_db(side, coded[1]), -300);
  EXPECT_EQ(in[2], coded[2]);
  const Planes back = run(activated(NT_MID_SIDE, nt_mid_side_params{1, 0}, 48000, 3).get(), coded);
  for (size_t c = 0; c < 3; ++c) EXPECT_LE(null_db(wave(in[c]), back[c]), -300);
  const Planes mono = white(1, 100, 0.9);
  EXPECT_EQ(mono, run(activated(NT_MID_SIDE, nt_mid_side_params{0, 0}, 48000, 1).get(), mono));
}

TEST(Gain, given_any_gain_then_it_nulls_below_minus_200_db_against_the_plain_product) {
  for (const double db : {-144.0, -3.7, 0.0, 6.0, 48.0}) {
    const Planes in = white(2, 2000, 0.7);
    const Planes out = run(activated(NT_GAIN, nt_gain_params{db}, 48000, 2).get(), in);
    for (size_t c = 0; c < 2; ++c) {
      Wave wanted = wave(in[c]);
      for (Real& v : wanted) v *= std::pow(Real(10), Real(db) / 20);
      EXPECT_LE(null_db(wanted, out[c]), -200) << db;
    }
  }
}

}  // namespace
