#include "ntdsp/graph.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

nt_processor* gain(double db) {
  const nt_gain_params params{db};
  nt_processor* p = nullptr;
  EXPECT_EQ(NT_OK, nt_processor_create(NT_GAIN, &params, sizeof params, &p));
  return p;
}

TEST(Graph, given_two_gains_when_processed_in_place_then_their_product_applies) {
  nt_graph* g = nullptr;
  ASSERT_EQ(NT_OK, nt_graph_create(&g));
  ASSERT_EQ(NT_OK, nt_graph_append(g, gain(6.0)));
  ASSERT_EQ(NT_OK, nt_graph_append(g, gain(-6.0)));
  ASSERT_EQ(NT_OK, nt_graph_activate(g, 48000, 2, 4096));
  std::vector<double> left(4096, 0.25), right(4096, -0.5);
  double* planes[] = {left.data(), right.data()};
  ASSERT_EQ(NT_OK, nt_graph_process(g, planes, planes, 4096));
  EXPECT_NEAR(0.25, left[4095], 1e-15);
  EXPECT_NEAR(-0.5, right[0], 1e-15);
  nt_graph_destroy(g);
}

TEST(Graph, given_nan_in_the_input_then_it_is_refused_and_the_output_untouched) {
  nt_processor* p = gain(0);
  ASSERT_EQ(NT_OK, nt_processor_activate(p, 48000, 1, 16));
  double in[3] = {1, std::numeric_limits<double>::quiet_NaN(), 2};
  double out[3] = {7, 7, 7};
  const double* ins[] = {in};
  double* outs[] = {out};
  EXPECT_EQ(NT_NOT_FINITE, nt_processor_process(p, ins, outs, 3));
  EXPECT_EQ(7, out[0]);
  nt_processor_destroy(p);
}

TEST(Graph, given_null_and_absurd_arguments_then_each_is_answered_with_a_status) {
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_GAIN, nullptr, 8, nullptr));
  nt_processor* p = nullptr;
  const nt_gain_params wild{std::numeric_limits<double>::infinity()};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_GAIN, &wild, sizeof wild, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(NT_GAIN, &wild, 3, &p));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(999, &wild, sizeof wild, &p));
  EXPECT_EQ(nullptr, p);
  p = gain(0);
  EXPECT_EQ(NT_BAD_STATE, nt_processor_process(p, nullptr, nullptr, 0));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, std::nan(""), 2, 64));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 48000, 0, 64));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_activate(p, 48000, 2, 1u << 30));
  ASSERT_EQ(NT_OK, nt_processor_activate(p, 48000, 2, 64));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_process(p, nullptr, nullptr, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_process(p, nullptr, nullptr, 65));
  nt_processor_destroy(p);
  nt_processor_destroy(nullptr);
  nt_graph_destroy(nullptr);
}

}  // namespace
