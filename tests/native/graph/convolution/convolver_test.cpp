// The partitioned convolver against the sum of the textbook, and against itself however it is called.

#include "graph/convolution/convolver_run.hpp"

#include "graph/realtime_watch.hpp"

namespace {

using namespace nt::test;

TEST(Convolver, given_lengths_blocks_and_calls_when_convolved_then_the_direct_sum_comes_out) {
  struct Case {
    uint32_t block;
    size_t taps;
  };
  // One tap, around a block, several partition sizes, and long enough for deferred parts.
  for (const auto& [block, taps] : {Case{32, 1}, Case{32, 33}, Case{64, 64}, Case{64, 65}, Case{64, 5000},
                                    Case{128, 20011}, Case{512, 9000}, Case{4096, 30000}, Case{32, 120000}}) {
    const auto routes = one_each(2);
    const auto h = decaying(taps, 2, 3);
    const auto in = noise_stream(2, std::max<size_t>(3 * block, taps + taps / 3) / block * block, 4);
    for (const auto calls : {NT_CONVOLVER_BLOCKS, NT_CONVOLVER_QUEUED, NT_CONVOLVER_DIRECT}) {
      for (const auto precision : {NT_CONVOLVER_F64, NT_CONVOLVER_F32}) {
        auto params = convolver_params(2, 2, block, calls, routes);
        params.precision = precision;
        Convolving c(params, h);
        const auto out = c.run(in, [&, b = block] { return b; });
        const size_t latency = c.info().latency;
        EXPECT_EQ(calls == NT_CONVOLVER_QUEUED ? block : 0u, latency);
        EXPECT_EQ(taps - 1, c.info().tail);
        for (uint32_t o = 0; o < 2; ++o)
          EXPECT_LT(null_of_output(routes, h, in, out[o], o, latency, 1 + in[0].size() / 61),
                    precision == NT_CONVOLVER_F64 ? -270 : -115)
              << "block " << block << " taps " << taps << " calls " << calls << " precision " << precision;
      }
    }
  }
}

TEST(Convolver, given_an_impulse_when_it_arrives_then_the_response_follows_at_the_stated_latency) {
  const size_t taps = 100000;
  const auto h = decaying(taps, 1, 5);
  const auto routes = one_each(1);
  for (const auto calls : {NT_CONVOLVER_BLOCKS, NT_CONVOLVER_QUEUED, NT_CONVOLVER_DIRECT}) {
    Convolving c(convolver_params(1, 1, 64, calls, routes), h);
    Stream in(1, std::vector<double>(64 * 1700));
    in[0][77] = 1;
    const auto out = c.run(in, [] { return 64; });
    const size_t start = 77 + c.info().latency;
    for (size_t i = 0; i < start; ++i) ASSERT_NEAR(0, out[0][i], 1e-15) << i;
    for (size_t i = 0; i < taps; ++i) ASSERT_NEAR(h[0][i], out[0][start + i], 1e-15) << i;
    for (size_t i = start + taps; i < out[0].size(); ++i) ASSERT_NEAR(0, out[0][i], 1e-15) << i;
  }
}

TEST(Convolver, given_true_stereo_and_shared_impulses_then_every_route_is_heard) {
  const Routes stereo{{0, 0, 0}, {0, 1, 1}, {1, 0, 2}, {1, 1, 3}};
  const auto h = decaying(9001, 4, 6);
  const auto in = noise_stream(2, 12800, 7);
  Convolving c(convolver_params(2, 2, 64, NT_CONVOLVER_DIRECT, stereo), h);
  const auto out = c.run(in, [] { return 100; });
  for (uint32_t o = 0; o < 2; ++o) EXPECT_LT(null_of_output(stereo, h, in, out[o], o, 0, 211), -270);

  // One input to three outputs by one impulse, and an output that nothing reaches.
  const Routes fan{{0, 0, 0}, {0, 1, 0}, {0, 3, 0}};
  Convolving f(convolver_params(1, 4, 64, NT_CONVOLVER_BLOCKS, fan), {h[0]});
  const auto fanned = f.run({in[0]}, [] { return 128; });
  EXPECT_LT(null_of_output(fan, h, in, fanned[0], 0, 0, 211), -270);
  EXPECT_EQ(fanned[0], fanned[1]);
  EXPECT_EQ(fanned[0], fanned[3]);
  EXPECT_TRUE(std::all_of(fanned[2].begin(), fanned[2].end(), [](double v) { return v == 0; }));
}

TEST(Convolver, given_calls_of_any_size_or_a_thread_then_the_samples_are_the_same) {
  const auto routes = one_each(2);
  const auto h = decaying(150000, 2, 8);
  const auto in = noise_stream(2, 64 * 3500, 9);
  for (const auto precision : {NT_CONVOLVER_F64, NT_CONVOLVER_F32}) {
    for (const auto calls : {NT_CONVOLVER_BLOCKS, NT_CONVOLVER_QUEUED, NT_CONVOLVER_DIRECT}) {
      auto params = convolver_params(2, 2, 64, calls, routes);
      params.precision = precision;
      params.sample_rate = NT_MAX_SAMPLE_RATE;  // the thread looks for work all the more often
      Convolving plain(params, h);
      const auto expected = plain.run(in, [] { return 64; });
      params.background = 1;
      Convolving threaded(params, h);
      std::mt19937 random(calls);
      const auto out = threaded.run(in, [&]() -> size_t {
        return calls == NT_CONVOLVER_BLOCKS ? 64 * (1 + random() % 30) : 1 + random() % 1000;
      });
      EXPECT_EQ(expected, out) << "calls " << calls << " precision " << precision;
      EXPECT_EQ(0u, threaded.info().late_frames);
      // After a reset in the middle of everything, the same again.
      ASSERT_EQ(NT_OK, nt_convolver_reset(threaded.get()));
      EXPECT_EQ(expected, threaded.run(in, [] { return 4096; })) << "after reset";
    }
  }
}

TEST(Convolver, given_resets_while_the_thread_is_behind_then_the_samples_are_the_same) {
  const auto routes = one_each(1);
  const auto h = decaying(150000, 1, 8);
  const auto in = noise_stream(1, 64 * 3500, 9);
  auto params = convolver_params(1, 1, 64, NT_CONVOLVER_BLOCKS, routes);
  params.sample_rate = NT_MIN_SAMPLE_RATE;  // the thread looks for work so rarely that the calls are always ahead of it
  Convolving plain(params, h);
  const auto expected = plain.run(in, [] { return 64; });
  params.background = 1;
  Convolving threaded(params, h);
  // Ended after every number of parts that may be under way.
  for (size_t parts = 1; parts <= 12; ++parts) {
    auto beginning = in;
    beginning[0].resize(parts * 8192);
    const auto out = threaded.run(beginning, [] { return 64; });
    EXPECT_TRUE(std::equal(out[0].begin(), out[0].end(), expected[0].begin())) << parts << " parts";
    ASSERT_EQ(NT_OK, nt_convolver_reset(threaded.get()));
  }
  EXPECT_EQ(expected, threaded.run(in, [] { return 64; }));
  EXPECT_EQ(0u, threaded.info().late_frames);
}

TEST(Convolver, given_blocks_queued_and_a_block_less_then_the_queue_only_delays) {
  const auto routes = one_each(1);
  const auto h = decaying(7000, 1, 10);
  const auto in = noise_stream(1, 64 * 200, 11);
  Convolving blocks(convolver_params(1, 1, 64, NT_CONVOLVER_BLOCKS, routes), h);
  Convolving queued(convolver_params(1, 1, 64, NT_CONVOLVER_QUEUED, routes), h);
  const auto now = blocks.run(in, [] { return 64; }), later = queued.run(in, [] { return 37; });
  EXPECT_TRUE(std::equal(now[0].begin(), now[0].end() - 64, later[0].begin() + 64));
}

TEST(Convolver, given_f32_planes_then_the_samples_are_those_of_the_same_values_in_f64) {
  const auto routes = one_each(1);
  const auto h = decaying(3000, 1, 12);
  auto in = noise_stream(1, 6400, 13);
  for (auto& v : in[0]) v = static_cast<float>(v);
  auto params = convolver_params(1, 1, 64, NT_CONVOLVER_DIRECT, routes);
  params.precision = NT_CONVOLVER_F32;
  Convolving wide(params, h), narrow(params, h);
  const auto expected = wide.run(in, [] { return 640; });
  std::vector<float> planes(in[0].begin(), in[0].end());
  const float* source = planes.data();
  float* target = planes.data();
  ASSERT_EQ(NT_OK, nt_convolver_process_f32(narrow.get(), &source, &target, 6400));
  for (size_t i = 0; i < planes.size(); ++i) ASSERT_EQ(expected[0][i], planes[i]) << i;
}

TEST(Convolver, given_the_input_s_planes_as_the_output_s_then_the_samples_are_the_same) {
  const Routes crossed{{0, 1, 0}, {1, 0, 0}};
  const auto h = decaying(3000, 1, 14);
  const auto in = noise_stream(2, 6400, 15);
  for (const auto calls : {NT_CONVOLVER_BLOCKS, NT_CONVOLVER_QUEUED, NT_CONVOLVER_DIRECT}) {
    Convolving apart(convolver_params(2, 2, 64, calls, crossed), h),
        same(convolver_params(2, 2, 64, calls, crossed), h);
    const auto expected = apart.run(in, [] { return 640; });
    Stream s = in;
    same.run(s, s, 0, 6400, [] { return 640; });
    EXPECT_EQ(expected, s);
  }
}

TEST(Convolver, given_a_stream_cut_by_its_state_then_the_samples_are_those_of_the_whole) {
  const auto routes = one_each(2);
  for (const size_t taps : {size_t{40}, size_t{3000}, size_t{90000}}) {
    const auto h = decaying(taps, 2, 16);
    const size_t frames = 64 * 2500;
    const auto in = noise_stream(2, frames, 17);
    for (const auto calls : {NT_CONVOLVER_BLOCKS, NT_CONVOLVER_QUEUED, NT_CONVOLVER_DIRECT}) {
      const auto params = convolver_params(2, 2, 64, calls, routes);
      Convolving whole(params, h);
      const auto expected = whole.run(in, [] { return 6400; });
      Stream out(2, std::vector<double>(frames));
      std::mt19937 random(18);
      std::vector<uint8_t> state;
      for (size_t at = 0; at < frames;) {
        Convolving piece(params, h);
        if (!state.empty()) ASSERT_EQ(NT_OK, nt_convolver_load_state(piece.get(), state.data(), state.size()));
        const size_t grid = calls == NT_CONVOLVER_BLOCKS ? 64 : 1;
        const size_t end = std::min(frames, at + (1 + random() % 60000) / grid * grid);
        piece.run(in, out, at, end, [&] { return calls == NT_CONVOLVER_BLOCKS ? 64 : 777; });
        state = piece.state();
        at = end;
      }
      ASSERT_EQ(expected, out) << "taps " << taps << " calls " << calls;
      for (const size_t damaged : {size_t{4}, state.size() / 2, state.size() - 1})
        EXPECT_EQ(NT_MALFORMED, nt_convolver_load_state(whole.get(), state.data(), damaged));
      state[state.size() / 2] ^= 1;
      EXPECT_EQ(NT_MALFORMED, nt_convolver_load_state(whole.get(), state.data(), state.size()));
      Convolving other(params, decaying(taps, 2, 19));
      const auto foreign = whole.state();
      EXPECT_EQ(NT_MALFORMED, nt_convolver_load_state(other.get(), foreign.data(), foreign.size()));
    }
  }
}

TEST(Convolver, given_process_and_reset_when_live_then_no_memory_is_taken_and_no_lock) {
  const auto routes = one_each(2);
  const auto h = decaying(200000, 2, 20);
  for (const auto calls : {NT_CONVOLVER_BLOCKS, NT_CONVOLVER_QUEUED, NT_CONVOLVER_DIRECT}) {
    auto params = convolver_params(2, 2, 64, calls, routes);
    params.mode = NT_CONVOLVER_LIVE;
    params.background = 1;
    Convolving c(params, h);
    auto s = noise_stream(2, 64, 21);
    double* planes[] = {s[0].data(), s[1].data()};
    size_t allocations = 0, locks = 0;
    {
      const RealtimeWatch watch;
      for (int i = 0; i < 3000; ++i) nt_convolver_process(c.get(), planes, planes, 64);
      nt_convolver_reset(c.get());
      nt_convolver_process(c.get(), planes, planes, 64);
      allocations = RealtimeWatch::allocations();
      locks = RealtimeWatch::locks();
    }
    EXPECT_EQ(0u, allocations);
    EXPECT_EQ(0u, locks);
  }
}

TEST(Convolver, given_input_that_is_not_finite_then_it_is_refused_and_nothing_changes) {
  const auto routes = one_each(1);
  const auto h = decaying(1000, 1, 22);
  const auto in = noise_stream(1, 1280, 23);
  Convolving expected(convolver_params(1, 1, 64, NT_CONVOLVER_DIRECT, routes), h);
  Convolving c(convolver_params(1, 1, 64, NT_CONVOLVER_DIRECT, routes), h);
  Stream out(1, std::vector<double>(1280));
  c.run(in, out, 0, 640, [] { return 64; });
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    std::vector<double> block(64, 0.5), target(64, 7);
    block[63] = bad;
    const double* source = block.data();
    double* to = target.data();
    EXPECT_EQ(NT_NOT_FINITE, nt_convolver_process(c.get(), &source, &to, 64));
    EXPECT_EQ(std::vector<double>(64, 7), target);
    std::vector<float> narrow(block.begin(), block.end()), narrow_target(64, 7);
    const float* narrow_source = narrow.data();
    float* narrow_to = narrow_target.data();
    EXPECT_EQ(NT_NOT_FINITE, nt_convolver_process_f32(c.get(), &narrow_source, &narrow_to, 64));
  }
  c.run(in, out, 640, 1280, [] { return 64; });
  EXPECT_EQ(expected.run(in, [] { return 64; }), out);
}

TEST(Convolver, given_wrong_parameters_then_each_is_refused) {
  const auto routes = one_each(2);
  auto h = decaying(100, 2, 24);
  const auto good = convolver_params(2, 2, 64, NT_CONVOLVER_BLOCKS, routes);
  const auto refused = [&](auto change) {
    auto params = good;
    change(params);
    nt_convolver* c = nullptr;
    const auto status = nt_convolver_create(&params, ImpulsePlanes(h).at(), &c);
    EXPECT_EQ(nullptr, c);
    nt_convolver_destroy(c);
    return status;
  };
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.block = 48; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.block = 16; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.block = 8192; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.inputs = 1; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.outputs = 0; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.outputs = 65; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.calls = 3; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.mode = -1; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.precision = 2; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.fade_frames = 0; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.sample_rate = std::nan(""); }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& p) { p.routes = nullptr; }));
  const Routes twice{{0, 0, 0}, {0, 0, 0}}, wild{{0, 0, 2}};
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([&](auto& p) { p.routes = twice.data(); }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([&](auto& p) { p.routes = wild.data(), p.route_count = 1; }));
  nt_convolver* c = nullptr;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_create(nullptr, ImpulsePlanes(h).at(), &c));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_create(&good, nullptr, &c));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_create(&good, ImpulsePlanes(h).at(), nullptr));
  h[1][50] = HUGE_VAL;
  EXPECT_EQ(NT_NOT_FINITE, refused([](auto&) {}));

  Convolving blocks(good, decaying(100, 2, 24));
  auto s = noise_stream(2, 100, 1);
  double* planes[] = {s[0].data(), s[1].data()};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_process(blocks.get(), planes, planes, 100)) << "no multiple of the block";
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_process(blocks.get(), nullptr, planes, 64));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_convolver_process(nullptr, planes, planes, 64));
  EXPECT_EQ(NT_UNSUPPORTED, nt_convolver_swap(blocks.get(), ImpulsePlanes(decaying(100, 2, 25)).at())) << "offline";
}

}  // namespace
