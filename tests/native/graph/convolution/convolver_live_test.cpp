// Live streams: impulses swapped while they run, results that come late.

#include <atomic>
#include <thread>

#include "graph/convolution/convolver_run.hpp"

namespace {

using namespace nt::test;

nt_convolver_params live(uint32_t block, int32_t calls, const Routes& routes, uint32_t fade) {
  auto params = convolver_params(1, 1, block, calls, routes);
  params.mode = NT_CONVOLVER_LIVE;
  params.fade_frames = fade;
  return params;
}

/// Largest step from sample to sample.
double steepest(const std::vector<double>& x, size_t from, size_t to) {
  double top = 0;
  for (size_t i = from + 1; i < to; ++i) top = std::max(top, std::fabs(x[i] - x[i - 1]));
  return top;
}

TEST(ConvolverSwap, given_new_impulses_when_swapped_then_before_and_after_the_fade_the_samples_are_exact) {
  const auto routes = one_each(1);
  constexpr uint32_t fade = 4800;
  for (const auto calls : {NT_CONVOLVER_BLOCKS, NT_CONVOLVER_QUEUED, NT_CONVOLVER_DIRECT}) {
    // Long enough for deferred parts; the second is shorter and laid out otherwise.
    const auto first = decaying(90000, 1, 1), second = decaying(50000, 1, 2);
    const size_t frames = 64 * 6000, at = 64 * 3001;
    const auto in = noise_stream(1, frames, 3);
    Convolving was(convolver_params(1, 1, 64, calls, routes), first);
    Convolving is(convolver_params(1, 1, 64, calls, routes), second);
    const auto old_out = was.run(in, [] { return 640; }), new_out = is.run(in, [] { return 640; });

    Convolving c(live(64, calls, routes, fade), first);
    Stream out(1, std::vector<double>(frames));
    const auto call = [&]() -> size_t { return calls == NT_CONVOLVER_BLOCKS ? 64 : 50; };
    c.run(in, out, 0, at, call);
    ASSERT_EQ(NT_OK, nt_convolver_swap(c.get(), ImpulsePlanes(second).at()));
    EXPECT_EQ(1u, c.info().swapping);
    EXPECT_EQ(NT_BAD_STATE, nt_convolver_swap(c.get(), ImpulsePlanes(first).at())) << "one at a time";
    c.run(in, out, at, frames, call);
    const auto info = c.info();
    EXPECT_EQ(0u, info.swapping);
    EXPECT_EQ(1u, info.swaps);
    EXPECT_EQ(0u, info.swaps_failed);
    EXPECT_EQ(0u, info.late_frames);
    EXPECT_EQ(50000u, info.taps);

    const auto same = [&](const std::vector<double>& expected, size_t from, size_t to) {
      return std::equal(expected.begin() + static_cast<ptrdiff_t>(from), expected.begin() + static_cast<ptrdiff_t>(to),
                        out[0].begin() + static_cast<ptrdiff_t>(from));
    };
    EXPECT_TRUE(same(old_out[0], 0, at)) << "before the fade, calls " << calls;
    EXPECT_TRUE(same(new_out[0], at + fade + 1024, frames)) << "after the fade, calls " << calls;
  }
}

TEST(ConvolverSwap, given_a_tone_when_swapped_then_no_step_is_steeper_than_the_louder_tone_s) {
  const auto routes = one_each(1);
  constexpr size_t frames = 96000, at = 48000;
  constexpr double w = 2 * M_PI * 200 / 48000;
  Stream in(1, std::vector<double>(frames));
  for (size_t i = 0; i < frames; ++i) in[0][i] = std::sin(w * static_cast<double>(i));
  // The second turns the phase and doubles the level: a bare cut would jump by more than the whole level.
  Impulses first(1, std::vector<double>(4000)), second = first;
  first[0][0] = 0.5;
  second[0][3000] = -1;
  Convolving c(live(64, NT_CONVOLVER_DIRECT, routes, 2400), first);
  Stream out(1, std::vector<double>(frames));
  c.run(in, out, 0, at, [] { return 61; });
  ASSERT_EQ(NT_OK, nt_convolver_swap(c.get(), ImpulsePlanes(second).at()));
  c.run(in, out, at, frames, [] { return 61; });
  EXPECT_EQ(1u, c.info().swaps);
  // The tone's own slope, and that of the fade: 1.5 / 2400 of the distance between the two.
  const double bound = w + 1.5 * 1.5 / 2400;
  EXPECT_LT(steepest(out[0], 4000, frames), bound * 1.0001);
  EXPECT_GT(steepest(out[0], frames - 1000, frames), 0.99 * w) << "the second is heard";
}

TEST(ConvolverSwap, given_a_reset_between_swap_and_process_then_the_new_impulses_hear_the_new_stream_alone) {
  const auto routes = one_each(1);
  const auto first = decaying(5000, 1, 4), second = decaying(3000, 1, 5);
  const auto before = noise_stream(1, 64 * 300, 6), in = noise_stream(1, 64 * 300, 7);
  Convolving c(live(64, NT_CONVOLVER_BLOCKS, routes, 640), first);
  c.run(before, [] { return 64; });
  ASSERT_EQ(NT_OK, nt_convolver_swap(c.get(), ImpulsePlanes(second).at()));
  ASSERT_EQ(NT_OK, nt_convolver_reset(c.get()));
  const auto out = c.run(in, [] { return 64; });
  Convolving expected(convolver_params(1, 1, 64, NT_CONVOLVER_BLOCKS, routes), second);
  const auto clean = expected.run(in, [] { return 64; });
  EXPECT_TRUE(std::equal(clean[0].begin() + 1000, clean[0].end(), out[0].begin() + 1000));
}

TEST(ConvolverSwap, given_longer_impulses_than_announced_then_they_are_refused) {
  const auto routes = one_each(1);
  auto params = live(64, NT_CONVOLVER_BLOCKS, routes, 1);
  params.longest = 2000;
  Convolving c(params, decaying(1000, 1, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_swap(c.get(), ImpulsePlanes(decaying(2001, 1, 2)).at()));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_swap(c.get(), ImpulsePlanes(decaying(1000, 2, 2)).at()));
  EXPECT_EQ(NT_OK, nt_convolver_swap(c.get(), ImpulsePlanes(decaying(2000, 1, 2)).at()));
  EXPECT_EQ(NT_UNSUPPORTED, [&] {
    size_t size = 0;
    return nt_convolver_save_state(c.get(), nullptr, &size);
  }());
}

/// The stream's frame of that number, without end.
double input_at(size_t frame) {
  static const auto noise = noise_stream(1, 65536, 4);
  return noise[0][frame % 65536];
}

TEST(ConvolverThread, given_swaps_by_one_thread_and_calls_by_another_then_what_follows_the_last_is_exact) {
  const auto routes = one_each(1);
  auto params = live(64, NT_CONVOLVER_DIRECT, routes, 640);
  params.longest = 20000;
  const Impulses responses[] = {decaying(20000, 1, 1), decaying(700, 1, 2), decaying(12000, 1, 3)};
  Convolving c(params, responses[0]);
  std::atomic<bool> over{false};
  std::vector<double> last(6400);
  size_t end = 0;
  std::thread caller([&] {
    std::vector<double> block(64);
    const auto call = [&](double* target) {
      for (size_t i = 0; i < 64; ++i) block[i] = input_at(end + i);
      const double* source = block.data();
      ASSERT_EQ(NT_OK, nt_convolver_process(c.get(), &source, &target, 64));
      end += 64;
    };
    while (!over.load()) call(block.data());
    for (size_t at = 0; at < last.size(); at += 64) call(last.data() + at);
  });
  uint64_t done = 0;
  while (done < 7) {
    const auto status = nt_convolver_swap(c.get(), ImpulsePlanes(responses[(done + 1) % 3]).at());
    if (status != NT_OK) {
      EXPECT_TRUE(status == NT_BAD_STATE || status == NT_LIMIT) << status;
      continue;
    }
    while (c.info().swapping != 0) std::this_thread::yield();
    // A swap that was given up is made again.
    done = c.info().swaps - c.info().swaps_failed;
  }
  over.store(true);
  caller.join();
  EXPECT_EQ(responses[7 % 3][0].size(), c.info().taps);
  const auto& h = responses[7 % 3][0];
  for (size_t i = 0; i < last.size(); i += 457) {
    const size_t frame = end - last.size() + i;
    long double sum = 0;
    for (size_t k = 0; k < std::min(h.size(), frame + 1); ++k)
      sum += h[k] * static_cast<long double>(input_at(frame - k));
    EXPECT_NEAR(static_cast<double>(sum), last[i], 1e-12) << i;
  }
}

TEST(ConvolverThread, given_a_stream_faster_than_its_thread_when_live_then_every_frame_that_is_not_whole_is_counted) {
  const auto routes = one_each(1);
  auto params = live(64, NT_CONVOLVER_BLOCKS, routes, 1);
  params.background = 1;
  const auto h = decaying(200000, 1, 6);
  Convolving c(params, h);
  const auto in = noise_stream(1, 64 * 12000, 5);
  const auto out = c.run(in, [] { return 64; });
  auto offline = convolver_params(1, 1, 64, NT_CONVOLVER_BLOCKS, routes);
  Convolving expected(offline, h);
  const auto exact = expected.run(in, [] { return 64; });
  uint64_t different = 0;
  for (size_t i = 0; i < in[0].size(); ++i) different += static_cast<uint64_t>(out[0][i] != exact[0][i]);
  EXPECT_LE(different, c.info().late_frames);
  ASSERT_EQ(NT_OK, nt_convolver_reset(c.get()));
  EXPECT_EQ(0u, c.info().late_frames);
}

TEST(ConvolverThread, given_no_deferred_parts_when_live_then_nothing_is_ever_late) {
  const auto routes = one_each(1);
  auto params = live(64, NT_CONVOLVER_BLOCKS, routes, 1);
  params.background = 1;
  const auto h = decaying(8000, 1, 7);
  const auto in = noise_stream(1, 64 * 1000, 8);
  Convolving c(params, h), expected(convolver_params(1, 1, 64, NT_CONVOLVER_BLOCKS, routes), h);
  EXPECT_EQ(expected.run(in, [] { return 64; }), c.run(in, [] { return 64; }));
  EXPECT_EQ(0u, c.info().late_frames);
}

}  // namespace
