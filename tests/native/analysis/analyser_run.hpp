#pragma once
// Runs signals through nt_analyser in the tests.

#include "analysis/meter_run.hpp"

namespace nt::test {

struct AnalyserDeleter {
  void operator()(nt_analyser* a) const { nt_analyser_destroy(a); }
};
using Analyser = std::unique_ptr<nt_analyser, AnalyserDeleter>;

inline Analyser analyse(const Planes& x, double rate = 48000, uint32_t features = 0, uint64_t mask = 0,
                        size_t block = 4800) {
  const nt_analyser_options options{rate, mask, static_cast<uint32_t>(x.size()), 16, features, 0};
  nt_analyser* a = nullptr;
  EXPECT_EQ(NT_OK, nt_analyser_create(&options, &a));
  Analyser analyser(a);
  for (size_t n = 0; n < x[0].size(); n += block) {
    const double* planes[64];
    for (size_t c = 0; c < x.size(); ++c) planes[c] = x[c].data() + n;
    EXPECT_EQ(NT_OK, nt_analyser_add(a, planes, static_cast<uint32_t>(std::min(block, x[0].size() - n))));
  }
  EXPECT_EQ(NT_OK, nt_analyser_finish(a));
  return analyser;
}

inline nt_analyser_summary summary(const Analyser& a) {
  nt_analyser_summary s{};
  EXPECT_EQ(NT_OK, nt_analyser_summarise(a.get(), &s));
  return s;
}

inline std::vector<double> values(const Analyser& a, nt_values kind, uint32_t index = 0) {
  uint32_t count = 0;
  EXPECT_EQ(NT_OK, nt_analyser_values(a.get(), kind, index, nullptr, 0, &count));
  std::vector<double> v(count);
  EXPECT_EQ(NT_OK, nt_analyser_values(a.get(), kind, index, v.data(), count, &count));
  return v;
}

inline double total(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum;
}

/// Mean level of a histogram with bins of step dB from lowest.
inline double mean_level(const std::vector<double>& counts, double lowest, double step) {
  double sum = 0;
  for (size_t i = 0; i < counts.size(); ++i) sum += counts[i] * (lowest + (static_cast<double>(i) + 0.5) * step);
  return sum / total(counts);
}

}  // namespace nt::test
