#include <algorithm>

#include "output/device/device_run.hpp"
#include "output/device/heard.hpp"
#include "output/device/pulse_server.hpp"

namespace {

using namespace nt::test;

/// What a sink plays, as its own bytes.
class Monitor {
 public:
  Monitor(const PulseServer& server, const Sink& sink)
      : path_(server.file("capture")),
        process_({"parec", "--raw", "--device=" + sink.name() + ".monitor", std::string("--format=") + sink.format(),
                  "--rate=" + std::to_string(sink.rate), "--channels=2", "--latency-msec=20"},
                 path_, server.file("parec.log")) {}
  [[nodiscard]] size_t size() const { return std::filesystem::exists(path_) ? std::filesystem::file_size(path_) : 0; }
  [[nodiscard]] Bytes bytes() const { return contents(path_); }

 private:
  std::string path_;
  Process process_;
};

class PulseExact : public testing::TestWithParam<Sink> {};

TEST_P(PulseExact, given_a_sink_of_the_streams_form_when_it_plays_then_its_monitor_hears_every_sample) {
  REQUIRE_PULSE;
  const Sink& sink = GetParam();
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  const double rate = sink.samples == NT_DEVICE_DOP_S24_3 ? sink.rate * 16.0 : sink.rate;
  auto r = request(sink.samples, rate);
  r.flags = NT_DEVICE_EXACT;
  r.latency_s = 0.7;
  r.buffer_frames = static_cast<uint32_t>(sink.rate / 2 * word_of(sink.samples));
  // The bytes of DoP begin with the number of the frame, which depends on how long silence lasted: any parity will do.
  const auto s = noise(sink.samples, 2, sink.rate / 4 * word_of(sink.samples));
  for (int attempt = 0;; ++attempt) {
    const auto d = open_device("pulse:" + sink.name(), r);
    ASSERT_TRUE(d);
    nt_device_format format{};
    nt_device_describe(d.get(), &format);
    EXPECT_EQ(1, format.is_exact);
    EXPECT_EQ(sink.samples, format.samples);
    const Monitor monitor(server, sink);
    nt_device_set_idle(d.get(), 1);
    ASSERT_EQ(NT_OK, nt_device_start(d.get()));
    ASSERT_TRUE(wait_for([&] { return monitor.size() > sink.rate / 20 * 2 * bytes_of(sink.samples); }));
    ASSERT_EQ(s.frames(), write_ring(nt_device_ring(d.get()), s, 0, s.frames()));
    nt_ring_close(nt_device_ring(d.get()));
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_DRAINED; })) << fault_of(d.get());
    const size_t heard = monitor.size();
    wait_for([&] { return monitor.size() > heard + sink.rate / 4 * 2 * bytes_of(sink.samples); });
    const size_t frame = 2 * bytes_of(sink.samples);
    Verdict verdict = Verdict::wrong;
    if (is_dsd(sink.samples)) {
      const auto captured = monitor.bytes();
      for (const uint64_t parity : {0u, 1u}) {
        const auto expected = plain(sink.samples, s, parity);
        if (std::search(captured.begin(), captured.end(), expected.begin(), expected.end()) != captured.end())
          verdict = Verdict::exact;
      }
      if (verdict != Verdict::exact) verdict = Verdict::gap;
    } else {
      verdict = compare(plain(sink.samples, s), Bytes(frame, 0), monitor.bytes(), frame, frame);
    }
    if (verdict == Verdict::exact) break;
    ASSERT_EQ(Verdict::gap, verdict) << "a sample was changed";
    ASSERT_LT(attempt, 4) << "five runs with gaps";
  }
}

INSTANTIATE_TEST_SUITE_P(Device, PulseExact,
                         testing::Values(Sink{NT_DEVICE_S16, 44100}, Sink{NT_DEVICE_S24_3, 48000},
                                         Sink{NT_DEVICE_S24, 88200}, Sink{NT_DEVICE_S32, 192000},
                                         Sink{NT_DEVICE_F32, 96000}, Sink{NT_DEVICE_DOP_S24_3, 176400}),
                         sink_name);

INSTANTIATE_TEST_SUITE_P(FullDevice, PulseExact, testing::ValuesIn(every_sink()), sink_name);

TEST(DevicePulse, given_the_sinks_of_a_server_when_listed_then_their_names_rates_and_the_default_are_there) {
  REQUIRE_PULSE;
  const Sink a{NT_DEVICE_S32, 96000}, b{NT_DEVICE_S16, 44100};
  const PulseServer server({a, b});
  ASSERT_TRUE(server.is_up()) << last_error();
  uint32_t count = 0;
  std::vector<nt_device_description> found(64);
  ASSERT_EQ(NT_OK, nt_device_list(found.data(), 64, &count));
  found.resize(count);
  int defaults = 0;
  for (const auto& sink : {a, b}) {
    const auto it = std::find_if(found.begin(), found.end(),
                                 [&](const auto& d) { return std::string(d.id) == "pulse:" + sink.name(); });
    ASSERT_NE(found.end(), it) << sink.name();
    EXPECT_EQ(sink.name(), it->name);
    EXPECT_EQ(2u, it->channels);
    EXPECT_EQ(sink.rate, it->sample_rate);
    defaults += it->is_default;
  }
  EXPECT_EQ(1, defaults);
  nt_device_capabilities can{};
  EXPECT_EQ(NT_NOT_FOUND, nt_device_probe("pulse:absent", &can));
}

TEST(DevicePulse, given_a_sink_that_would_convert_when_exactness_is_asked_then_it_is_refused_else_it_plays) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S16, 48000};
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  const auto status_of = [&](nt_device_samples samples, double rate, uint32_t channels, uint32_t flags) {
    auto r = request(samples, rate, channels);
    r.flags = flags;
    nt_status status = NT_OK;
    const auto d = open_device("pulse:" + sink.name(), r, &status);
    nt_device_format format{};
    if (d) {
      nt_device_describe(d.get(), &format);
      EXPECT_EQ((flags & NT_DEVICE_EXACT) != 0 ? 1 : 0, format.is_exact);
    }
    return status;
  };
  EXPECT_EQ(NT_OK, status_of(NT_DEVICE_S16, 48000, 2, NT_DEVICE_EXACT));
  EXPECT_EQ(NT_UNSUPPORTED, status_of(NT_DEVICE_S32, 48000, 2, NT_DEVICE_EXACT));
  EXPECT_EQ(NT_UNSUPPORTED, status_of(NT_DEVICE_S16, 44100, 2, NT_DEVICE_EXACT));
  EXPECT_EQ(NT_UNSUPPORTED, status_of(NT_DEVICE_S16, 48000, 1, NT_DEVICE_EXACT));
  EXPECT_NE(std::string::npos, last_error().find("48000")) << last_error();
  EXPECT_EQ(NT_OK, status_of(NT_DEVICE_S32, 44100, 1, 0));
  EXPECT_EQ(NT_UNSUPPORTED, status_of(NT_DEVICE_DOP_S24_3, 64 * 44100.0, 2, 0));
  EXPECT_EQ(NT_UNSUPPORTED, status_of(NT_DEVICE_F64, 48000, 2, 0));
}

TEST(DevicePulse, given_an_exact_stream_when_somebody_turns_the_sink_down_then_it_is_exact_no_more) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000};
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  const auto d = open_device("pulse:" + sink.name(), request(NT_DEVICE_S32));
  const auto is_exact = [&] {
    nt_device_format format{};
    nt_device_describe(d.get(), &format);
    return format.is_exact != 0;
  };
  EXPECT_TRUE(is_exact());
  {
    Process pactl({"pactl", "set-sink-volume", sink.name(), "50%"}, server.file("o"), server.file("e"));
    ASSERT_TRUE(wait_for([&] { return !pactl.runs(); }));
  }
  EXPECT_TRUE(wait_for([&] { return !is_exact(); }));
  nt_status status = NT_OK;
  auto r = request(NT_DEVICE_S32);
  r.flags = NT_DEVICE_EXACT;
  open_device("pulse:" + sink.name(), r, &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
}

class PulseDeath : public testing::TestWithParam<int> {};

TEST_P(PulseDeath, given_a_playing_stream_when_the_server_dies_then_it_is_lost_with_a_text_and_closing_does_not_hang) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000};
  PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  auto d = open_device("pulse:" + sink.name(), request(NT_DEVICE_S32));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 4800; }));
  server.process().end(GetParam());
  EXPECT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_LOST; }));
  EXPECT_NE("", fault_of(d.get()));
  EXPECT_NE(std::string::npos, fault_of(d.get()).find("PulseAudio")) << fault_of(d.get());
  d.reset();
  nt_status status = NT_OK;
  open_device("pulse:" + sink.name(), request(NT_DEVICE_S32), &status);
  EXPECT_EQ(NT_IO, status) << "it may succeed when repeated";
  server.start();
  ASSERT_TRUE(server.is_up());
  EXPECT_TRUE(open_device("pulse:" + sink.name(), request(NT_DEVICE_S32)));
}
INSTANTIATE_TEST_SUITE_P(Device, PulseDeath, testing::Values(SIGTERM, SIGKILL));

TEST(DevicePulse, given_a_playing_stream_when_its_sink_is_unloaded_then_it_is_lost) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000}, other{NT_DEVICE_S16, 48000};
  const PulseServer server({sink, other});
  ASSERT_TRUE(server.is_up()) << last_error();
  const auto d = open_device("pulse:" + sink.name(), request(NT_DEVICE_S32));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 4800; }));
  // Modules are numbered in the order of the script: the socket is 0, the first sink 1.
  Process pactl({"pactl", "unload-module", "1"}, server.file("o"), server.file("e"));
  EXPECT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_LOST; }));
  EXPECT_NE("", fault_of(d.get()));
}

TEST(DevicePulse, given_a_server_that_is_frozen_when_opened_and_closed_then_nothing_hangs) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000};
  PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  auto d = open_device("pulse:" + sink.name(), request(NT_DEVICE_S32));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  kill(server.process().pid(), SIGSTOP);
  uint32_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(NT_OK, nt_device_list(nullptr, 0, &count));
  d.reset();
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  kill(server.process().pid(), SIGCONT);
  EXPECT_LT(took, 15) << "listing gives up after a second or two";
}

TEST(DevicePulse, given_no_server_when_opened_then_it_may_be_repeated_and_the_list_leaves_it_out) {
  Scratch folder;
  const Variable server("PULSE_SERVER", "unix:" + folder.file("absent"));
  const Variable home("HOME", folder.file("")), runtime("XDG_RUNTIME_DIR", folder.file(""));
  nt_status status = NT_OK;
  open_device("pulse:", request(NT_DEVICE_S16), &status);
  EXPECT_EQ(NT_IO, status) << last_error();
  uint32_t count = 0;
  std::vector<nt_device_description> found(64);
  ASSERT_EQ(NT_OK, nt_device_list(found.data(), 64, &count));
  for (uint32_t i = 0; i < count; ++i) EXPECT_STRNE("pulse", found[i].backend);
}

}  // namespace
