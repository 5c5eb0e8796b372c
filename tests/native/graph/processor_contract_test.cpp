// What every processor owes, over every case of processor_cases.cpp.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <string>

#include "graph/processor_cases.hpp"
#include "graph/processor_run.hpp"
#include "graph/realtime_watch.hpp"

namespace {

using namespace nt::test;

constexpr double usual_rate = 44100;

class ProcessorContract : public ::testing::TestWithParam<ProcessorCase> {
 protected:
  static ProcessorPtr ready(double rate = usual_rate, uint32_t channels = 2) {
    ProcessorPtr p(GetParam().create());
    EXPECT_NE(nullptr, p);
    EXPECT_EQ(NT_OK, nt_processor_activate(p.get(), rate, channels, largest_block));
    return p;
  }
  static nt_processor_info info(const ProcessorPtr& p) {
    nt_processor_info i{};
    EXPECT_EQ(NT_OK, nt_processor_describe(p.get(), &i));
    return i;
  }
};

/// First frame whose bits differ in any channel, or -1.
int64_t first_difference(const Planes& a, const Planes& b) {
  int64_t first = -1;
  for (size_t c = 0; c < a.size(); ++c)
    for (size_t i = 0; i < a[c].size(); ++i)
      if (std::memcmp(&a[c][i], &b[c][i], sizeof(double)) != 0) {
        if (first < 0 || static_cast<int64_t>(i) < first) first = static_cast<int64_t>(i);
        break;
      }
  return first;
}

bool all_finite(const Planes& planes) {
  for (const auto& plane : planes)
    for (const double v : plane)
      if (!std::isfinite(v)) return false;
  return true;
}

TEST_P(ProcessorContract, given_any_block_size_then_the_samples_are_the_same) {
  for (const uint32_t channels : {1u, 2u, 3u}) {
    if (channels < GetParam().least_channels) continue;
    const Planes in = lively(channels, 20000);
    const Planes whole = run(ready(usual_rate, channels).get(), in);
    for (const uint32_t size : {1u, 63u, 64u, 512u}) {
      if (size == 1 && channels != 2) continue;
      EXPECT_EQ(-1, first_difference(whole, run(ready(usual_rate, channels).get(), in, [&](size_t) { return size; })))
          << channels << " channels, blocks of " << size;
    }
    std::mt19937 random(channels);
    const auto drawn = [&](size_t) { return 1 + random() % (random() % 4 == 0 ? 3000u : 40u); };
    EXPECT_EQ(-1, first_difference(whole, run(ready(usual_rate, channels).get(), in, drawn)))
        << channels << " channels, random blocks";
  }
}

TEST_P(ProcessorContract, given_the_same_planes_for_in_and_out_then_the_samples_are_the_same) {
  const Planes in = lively(2, 9000);
  const Planes apart = run(ready().get(), in);
  const auto p = ready();
  Planes place = in;
  place.resize(std::max<size_t>(2, outputs_of(p.get(), 2)), std::vector<double>(9000));
  for (size_t i = 0; i < 9000; i += 700) {
    std::vector<double*> planes;
    for (auto& plane : place) planes.push_back(plane.data() + i);
    ASSERT_EQ(NT_OK, nt_processor_process(p.get(), planes.data(), planes.data(),
                                          static_cast<uint32_t>(std::min<size_t>(700, 9000 - i))));
  }
  place.resize(apart.size());
  EXPECT_EQ(-1, first_difference(apart, place));
}

TEST_P(ProcessorContract, given_a_thousand_cuts_through_saved_states_then_the_samples_are_the_same) {
  const uint32_t frames = GetParam().cut_frames;
  const Planes in = lively(2, frames);
  auto p = ready();
  if (info(p).cut == NT_CUT_WHOLE) {
    size_t size = 0;
    EXPECT_EQ(NT_UNSUPPORTED, nt_processor_save_state(p.get(), nullptr, &size));
    return;
  }
  const Planes whole = run(p.get(), in);
  std::mt19937 random(5);
  std::vector<uint32_t> cuts(1000);
  for (auto& cut : cuts) cut = random() % frames;
  cuts.push_back(frames);
  std::sort(cuts.begin(), cuts.end());
  Planes out(outputs_of(p.get(), 2), std::vector<double>(frames));
  p = ready();
  uint32_t at = 0;
  for (const uint32_t cut : cuts) {
    for (; at < cut; at += std::min(largest_block, cut - at))
      ASSERT_EQ(NT_OK, feed(p.get(), in, out, at, std::min(largest_block, cut - at)));
    const auto state = saved(p.get());
    auto next = ready();
    ASSERT_EQ(NT_OK, nt_processor_load_state(next.get(), state.data(), state.size()));
    ASSERT_EQ(state, saved(next.get())) << "at frame " << cut;
    p = std::move(next);
  }
  EXPECT_EQ(-1, first_difference(whole, out));
}

TEST_P(ProcessorContract, given_digital_silence_then_silence_leaves_unless_it_says_otherwise) {
  const Planes in(2, std::vector<double>(30000));
  bool silent = true;
  for (const auto& plane : run(ready().get(), in))
    for (const double v : plane) silent = silent && v == 0.0;
  EXPECT_EQ(GetParam().keeps_silence, silent);
}

TEST_P(ProcessorContract, given_a_reset_then_it_is_as_fresh) {
  const Planes in = lively(2, 12000), other = lively(2, 7777, 99);
  const Planes fresh = run(ready().get(), in);
  const auto p = ready();
  run(p.get(), other);
  ASSERT_EQ(NT_OK, nt_processor_reset(p.get()));
  EXPECT_EQ(-1, first_difference(fresh, run(p.get(), in)));
  // Activated anew, also for another format, likewise.
  ASSERT_EQ(NT_OK, nt_processor_deactivate(p.get()));
  ASSERT_EQ(NT_OK, nt_processor_activate(p.get(), usual_rate, GetParam().least_channels, 64));
  ASSERT_EQ(NT_OK, nt_processor_activate(p.get(), usual_rate, 2, largest_block));
  EXPECT_EQ(-1, first_difference(fresh, run(p.get(), in)));
}

TEST_P(ProcessorContract, given_white_noise_then_the_output_lags_by_latency) {
  const int64_t slack = GetParam().latency_slack;
  if (slack < 0) return;
  const auto p = ready();
  const int64_t latency = info(p).latency + GetParam().meant_delay;
  const auto frames = static_cast<uint32_t>(30000 + latency);
  const Planes in = white(2, frames, 0.25);
  const Planes out = run(p.get(), in);
  int64_t best = -1;
  double largest = 0;
  for (int64_t lag = std::max<int64_t>(0, latency - 200); lag <= latency + 200; ++lag) {
    double sum = 0;
    for (size_t i = static_cast<size_t>(lag); i < frames; ++i) sum += out[0][i] * in[0][i - static_cast<size_t>(lag)];
    if (std::fabs(sum) > largest) largest = std::fabs(sum), best = lag;
  }
  EXPECT_LE(std::llabs(best - latency), slack) << "peak at " << best << ", latency " << latency;
}

TEST_P(ProcessorContract, given_an_impulse_and_no_clear_peak_then_the_response_begins_at_latency) {
  if (GetParam().latency_slack >= 0) return;
  if (!GetParam().realtime) GTEST_SKIP() << GetParam().name << " smears what it shifts: its own test holds it in place";
  const auto p = ready();
  const size_t start = 300, first = start + info(p).latency + GetParam().meant_delay;
  Planes in(2, std::vector<double>(first + 5000));
  in[0][start] = in[1][start] = 0.5;
  for (const auto& plane : run(p.get(), in)) {
    const auto begin = std::find_if(plane.begin(), plane.end(), [](double v) { return v != 0; }) - plane.begin();
    EXPECT_EQ(first, static_cast<size_t>(begin));
  }
}

TEST_P(ProcessorContract, given_the_end_of_the_input_then_the_tail_is_no_longer_than_stated) {
  const auto p = ready();
  const auto i = info(p);
  if (!GetParam().has_tail || i.tail == UINT64_MAX) return;
  ASSERT_LT(i.tail, 60u * 44100u);
  run(p.get(), white(2, 44100, 1.0));
  const Planes rest = run(p.get(), Planes(2, std::vector<double>(i.latency + i.tail + 20000)));
  for (const auto& plane : rest)
    for (size_t k = i.latency + i.tail; k < plane.size(); ++k) ASSERT_LT(std::fabs(plane[k]), 1e-6) << k;
}

TEST_P(ProcessorContract, given_process_calls_then_nothing_is_allocated_and_nothing_locked) {
  if (!GetParam().realtime) GTEST_SKIP() << GetParam().name << " is offline only: a library inside it takes memory";
  const Planes in = lively(2, 3 * largest_block);
  const auto p = ready();
  Planes out(outputs_of(p.get(), 2), std::vector<double>(in[0].size()));
  std::vector<double*> to(out.size());
  float history[64];
  for (const uint32_t size : {1u, 777u, largest_block}) {
    for (uint32_t at = 0; at + size <= in[0].size() && at < 50 * size; at += size) {
      const double* from[] = {in[0].data() + at, in[1].data() + at};
      for (size_t c = 0; c < out.size(); ++c) to[c] = out[c].data() + at;
      uint32_t got = 0;
      nt_status processed, reset = NT_OK;
      size_t allocations, locks;
      {
        const RealtimeWatch watch;
        processed = nt_processor_process(p.get(), from, to.data(), size);
        nt_processor_gain_history(p.get(), history, 64, &got);
        if (at == 0) reset = nt_processor_reset(p.get());
        allocations = RealtimeWatch::allocations();
        locks = RealtimeWatch::locks();
      }
      ASSERT_EQ(NT_OK, processed);
      ASSERT_EQ(NT_OK, reset);
      ASSERT_EQ(0u, allocations) << "block of " << size;
      ASSERT_EQ(0u, locks) << "block of " << size;
    }
  }
}

TEST_P(ProcessorContract, given_truncated_or_damaged_states_then_each_is_refused_and_it_goes_on) {
  const auto p = ready();
  if (info(p).cut == NT_CUT_WHOLE) return;
  const Planes in = lively(2, 5000);
  run(p.get(), in);
  auto state = saved(p.get());
  ASSERT_FALSE(state.empty());
  std::mt19937 random(11);
  const auto target = ready();
  for (size_t n = 0; n < state.size(); ++n) {
    if (n > 600 && n + 64 < state.size() && random() % (1 + state.size() / 600) != 0) continue;
    // An own copy of just that length, so that a read beyond it is seen by the address sanitizer.
    const std::vector<uint8_t> part(state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n));
    const uint8_t nothing = 0;
    ASSERT_EQ(NT_MALFORMED, nt_processor_load_state(target.get(), part.empty() ? &nothing : part.data(), n)) << n;
  }
  auto longer = state;
  longer.push_back(0);
  EXPECT_EQ(NT_MALFORMED, nt_processor_load_state(target.get(), longer.data(), longer.size()));
  for (int i = 0; i < 300; ++i) {
    auto damaged = state;
    damaged[random() % damaged.size()] ^= static_cast<uint8_t>(1u << random() % 8);
    ASSERT_EQ(NT_MALFORMED, nt_processor_load_state(target.get(), damaged.data(), damaged.size()));
  }
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_processor_load_state(target.get(), nullptr, 10));
  EXPECT_EQ(NT_MALFORMED, nt_processor_load_state(ready(48000).get(), state.data(), state.size()));
  EXPECT_EQ(NT_MALFORMED, nt_processor_load_state(ready(usual_rate, 3).get(), state.data(), state.size()));
  size_t small = state.size() - 1;
  EXPECT_EQ(NT_LIMIT, nt_processor_save_state(p.get(), state.data(), &small));
  EXPECT_EQ(state.size(), small);
  EXPECT_TRUE(all_finite(run(target.get(), in)));
}

TEST_P(ProcessorContract, given_a_block_with_nan_then_it_is_refused_and_the_state_is_as_before) {
  const Planes in = lively(2, 4000);
  const Planes undisturbed = run(ready().get(), in, [](size_t) { return 2000u; });
  const auto p = ready();
  Planes out(outputs_of(p.get(), 2), std::vector<double>(4000, 0.125)), bad = in;
  ASSERT_EQ(NT_OK, feed(p.get(), in, out, 0, 2000));
  for (const double poison : {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    bad[1][3999] = poison;
    ASSERT_EQ(NT_NOT_FINITE, feed(p.get(), bad, out, 2000, 2000));
    ASSERT_EQ(0.125, out[0][2000]);
  }
  ASSERT_EQ(NT_OK, feed(p.get(), in, out, 2000, 2000));
  EXPECT_EQ(-1, first_difference(undisturbed, out));
}

TEST_P(ProcessorContract, given_extreme_signals_at_any_rate_and_channel_count_then_the_output_is_finite) {
  const ProcessorCase& c = GetParam();
  for (const double rate : {8000.0, 22050.0, 48000.0, 96000.0, 192000.0, 768000.0}) {
    for (const uint32_t channels : {1u, 2u, 6u}) {
      if (channels < c.least_channels) continue;
      ProcessorPtr p(c.create());
      ASSERT_NE(nullptr, p);
      const nt_status status = nt_processor_activate(p.get(), rate, channels, largest_block);
      if ((rate < c.lowest_rate || rate > c.highest_rate) && status == NT_INVALID_ARGUMENT) continue;
      ASSERT_EQ(NT_OK, status) << rate;
      Planes in(channels, std::vector<double>(6000));
      for (const int kind : {0, 1, 2, 3}) {
        for (uint32_t k = 0; k < channels; ++k)
          for (size_t i = 0; i < 6000; ++i) {
            const double sign = (i / 50 + k) % 2 == 0 ? 1 : -1;
            in[k][i] = kind == 0 ? sign : kind == 1 ? sign * 1e-300 : kind == 2 ? sign * 5e-324 : sign * 1e6;
          }
        ASSERT_TRUE(all_finite(run(p.get(), in))) << rate << " Hz, " << channels << " channels, signal " << kind;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, ProcessorContract, ::testing::ValuesIn(processor_cases()),
                         [](const auto& info) { return info.param.name; });

TEST_P(ProcessorContract, given_a_signal_that_ends_then_no_denormal_number_leaves) {
  const auto p = ready();
  const auto i = info(p);
  if (!GetParam().has_tail || i.tail == UINT64_MAX) return;
  run(p.get(), white(2, 20000, 1.0));
  size_t denormals = 0;
  const auto count = [&](const Planes& planes) {
    for (const auto& plane : planes)
      for (const double v : plane) denormals += std::fpclassify(v) == FP_SUBNORMAL ? 1 : 0;
  };
  // From full scale to 1e-300 a decay takes some fifty times as long as to 1e-6; the lowest filters ring for seconds.
  // Where half of a filter's state is flushed and half is not, a cycle of normal numbers may stay: it costs nothing.
  constexpr uint64_t patience = 4000000;
  const uint64_t frames = i.latency + 100 * i.tail + 20000;
  bool silent = false;
  for (uint64_t at = 0; at < std::min(frames, patience) && !silent; at += 50000) {
    const Planes rest = run(p.get(), Planes(2, std::vector<double>(50000)));
    count(rest);
    silent = std::all_of(rest.begin(), rest.end(), [](const auto& plane) { return std::fabs(plane.back()) < 1e-300; });
  }
  EXPECT_EQ(0u, denormals);
  EXPECT_TRUE(silent || frames > patience) << "it never comes to rest";
}

TEST(ProcessorCases, given_every_kind_that_the_library_knows_then_each_has_a_case) {
  std::set<int32_t> tested;
  for (const auto& c : processor_cases()) {
    const ProcessorPtr p(c.create());
    ASSERT_NE(nullptr, p) << c.name;
    nt_processor_info i{};
    ASSERT_EQ(NT_OK, nt_processor_describe(p.get(), &i));
    tested.insert(i.kind);
  }
  std::set<int32_t> known;
  for (int32_t kind = -1; kind < 200; ++kind) {
    nt_processor* p = nullptr;
    char text[200] = {};
    // No kind's parameters are that small, so only an unknown one is refused for its number.
    ASSERT_EQ(NT_INVALID_ARGUMENT, nt_processor_create(kind, text, 1, &p));
    nt_last_error(text, sizeof text);
    if (std::string(text).find("kind " + std::to_string(kind)) == std::string::npos) known.insert(kind);
  }
  EXPECT_EQ(known, tested);
  EXPECT_GE(known.size(), 22u);
}

TEST(RealtimeWatch, given_an_allocation_and_a_lock_then_both_are_seen) {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;
  size_t allocations, locks;
  {
    const RealtimeWatch watch;
    std::vector<double> grown(100);
    grown[50] = 1;
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    pthread_rwlock_rdlock(&shared);
    pthread_rwlock_unlock(&shared);
    allocations = RealtimeWatch::allocations();
    locks = RealtimeWatch::locks();
    EXPECT_EQ(1.0, grown[50]);
  }
  EXPECT_GE(allocations, 1u);
  EXPECT_EQ(2u, locks);
}

}  // namespace
