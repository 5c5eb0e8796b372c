// However many sections move together: the samples are those of one section after the other, frame by frame.

#include "graph/cascade.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "graph/processor_run.hpp"

namespace {

using namespace nt::test;

/// Stable resonances, each unlike its neighbour, so that a section in a wrong place is heard.
std::vector<nt::graph::Section> resonances(size_t count) {
  std::vector<nt::graph::Section> sections(count);
  for (size_t i = 0; i < count; ++i) {
    const double radius = 0.8 + 0.005 * static_cast<double>(i), angle = 0.1 + 0.12 * static_cast<double>(i);
    sections[i] = {1.01, -1.9 * radius * std::cos(angle) + 0.01, 0.9 * radius * radius, -2 * radius * std::cos(angle),
                   radius * radius};
  }
  return sections;
}

/// y[n] = b0 x[n] + s1, s1 = b1 x[n] - a1 y[n] + s2, s2 = b2 x[n] - a2 y[n]: transposed direct form II.
std::vector<long double> one_after_the_other(const std::vector<nt::graph::Section>& sections,
                                             const std::vector<double>& x) {
  std::vector<long double> y(x.begin(), x.end());
  for (const auto& s : sections) {
    long double s1 = 0, s2 = 0;
    for (auto& sample : y) {
      const long double in = sample;
      sample = s.b0 * in + s1;
      s1 = s.b1 * in - s.a1 * sample + s2;
      s2 = s.b2 * in - s.a2 * sample;
    }
  }
  return y;
}

Planes filtered(const std::vector<nt::graph::Section>& sections, const Planes& in, const std::vector<uint32_t>& cuts) {
  nt::graph::Cascade cascade;
  cascade.set(sections, static_cast<uint32_t>(in.size()));
  Planes out = in;
  const auto frames = static_cast<uint32_t>(in[0].size());
  for (uint32_t at = 0, k = 0; at < frames; ++k) {
    const uint32_t n = std::min(cuts[k % cuts.size()], frames - at);
    std::vector<const double*> from;
    std::vector<double*> to;
    for (size_t c = 0; c < in.size(); ++c) from.push_back(in[c].data() + at), to.push_back(out[c].data() + at);
    cascade.process(from.data(), to.data(), n);
    at += n;
  }
  return out;
}

TEST(Cascade, given_any_number_of_sections_when_a_plain_long_double_loop_filters_then_they_null_below_minus_200_db) {
  const Planes in = white(3, 3000, 0.5);
  for (size_t count = 0; count <= 24; ++count) {
    const auto sections = resonances(count);
    const Planes out = filtered(sections, in, {3000});
    for (size_t c = 0; c < in.size(); ++c) {
      const auto wanted = one_after_the_other(sections, in[c]);
      long double error = 0, power = 0;
      for (size_t i = 0; i < wanted.size(); ++i) {
        error += (out[c][i] - wanted[i]) * (out[c][i] - wanted[i]);
        power += wanted[i] * wanted[i];
      }
      EXPECT_LE(error, power * 1e-20L) << count << " sections, channel " << c;
    }
  }
}

TEST(Cascade, given_any_number_of_sections_when_the_blocks_are_cut_anywhere_then_no_sample_changes) {
  const Planes in = white(3, 2500, 0.5);
  for (size_t count = 1; count <= 24; ++count) {
    const auto sections = resonances(count);
    const Planes whole = filtered(sections, in, {2500});
    EXPECT_EQ(whole, filtered(sections, in, {1})) << count;
    EXPECT_EQ(whole, filtered(sections, in, {7, 1, 64, 3, 19, 500})) << count;
  }
}

}  // namespace
