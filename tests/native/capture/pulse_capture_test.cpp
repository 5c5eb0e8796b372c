#include "capture/recording.hpp"
#include "output/device/pulse_server.hpp"

namespace {

using namespace nt::test;

/// A device that plays as an application of this name, silent at first.
class Player {
 public:
  Player(const Sink& sink, const std::string& name, nt_device_samples samples, uint32_t rate) {
    auto r = request(samples, rate);
    r.client_name = name.c_str();
    r.stream_title = "a test";
    r.latency_s = 0.7;
    r.buffer_frames = rate * 2;
    device_ = open_device("pulse:" + sink.name(), r);
    if (device_ == nullptr) return;
    nt_device_set_idle(device_.get(), 1);
    EXPECT_EQ(NT_OK, nt_device_start(device_.get()));
  }
  void play(const Signal& s) { EXPECT_EQ(s.frames(), write_ring(nt_device_ring(device_.get()), s, 0, s.frames())); }
  void stop() { device_.reset(); }

 private:
  OpenDevice device_;
};

/// Whether a signal is heard, to the sample.
Verdict heard(const Recording& recording, int samples, const Signal& s) {
  const size_t frame = 2 * bytes_of(samples);
  return compare(plain(samples, s), Bytes(frame, 0), recording.bytes(samples), frame, frame);
}

class PulseMonitor : public testing::TestWithParam<Sink> {};

TEST_P(PulseMonitor, given_a_sink_that_plays_when_its_monitor_is_captured_then_every_sample_is_there) {
  REQUIRE_PULSE;
  const Sink& sink = GetParam();
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  for (int attempt = 0;; ++attempt) {
    const auto s = noise(sink.samples, 2, sink.rate / 4, static_cast<unsigned>(attempt + 1));
    Recording recording("pulse:" + sink.monitor(), capture_request(NT_CAPTURE_EXACT));
    ASSERT_TRUE(recording.is_open());
    EXPECT_EQ(sink.rate, recording.format().sample_rate);
    EXPECT_EQ(sink.samples, recording.format().samples);
    EXPECT_EQ(2u, recording.format().channels);
    EXPECT_EQ(1, recording.format().is_exact);
    Player player(sink, "player", sink.samples, sink.rate);
    ASSERT_TRUE(recording.gather_frames(sink.rate / 20)) << fault_of(recording.get());
    player.play(s);
    ASSERT_TRUE(recording.gather_until([&] { return recording.has_sound(); }));
    ASSERT_TRUE(recording.gather_frames(sink.rate / 2));
    EXPECT_EQ(0u, recording.clock().dropped);
    const auto verdict = heard(recording, sink.samples, s);
    if (verdict == Verdict::exact) break;
    ASSERT_EQ(Verdict::gap, verdict) << "a sample was changed";
    ASSERT_LT(attempt, 4) << "five runs with gaps";
  }
}

INSTANTIATE_TEST_SUITE_P(Capture, PulseMonitor,
                         testing::Values(Sink{NT_DEVICE_S16, 44100}, Sink{NT_DEVICE_S24_3, 48000},
                                         Sink{NT_DEVICE_S24, 88200}, Sink{NT_DEVICE_S32, 192000},
                                         Sink{NT_DEVICE_F32, 96000}),
                         sink_name);

INSTANTIATE_TEST_SUITE_P(FullCapture, PulseMonitor, testing::ValuesIn(every_sink()), sink_name);

TEST(CapturePulse, given_two_applications_on_one_sink_when_one_is_captured_then_only_its_samples_are_there) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000};
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  // The other application is a process of its own, and sounds all the time.
  const auto other = noise(NT_DEVICE_S32, 2, 48000 * 60, 77, 0.4);
  {
    const auto bytes = plain(NT_DEVICE_S32, other);
    std::ofstream file(server.file("other.raw"), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  Process process({"pacat", "--playback", "--raw", "--format=s32le", "--rate=48000", "--channels=2",
                   "--client-name=beta", "--device=" + sink.name(), server.file("other.raw")},
                  server.file("o"), server.file("e"));
  const auto s = noise(NT_DEVICE_S32, 2, 24000, 5, 0.4);
  for (int attempt = 0;; ++attempt) {
    Player player(sink, "alpha", NT_DEVICE_S32, 48000);
    Recording alpha("app:ALPHA", capture_request(NT_CAPTURE_EXACT));
    ASSERT_TRUE(alpha.is_open());
    OpenCapture beta;
    ASSERT_TRUE(wait_for([&] {
      nt_status status = NT_OK;
      beta = open_capture("app:beta", capture_request(), &status);
      return status == NT_OK;
    })) << last_error();
    Recording everything("pulse:" + sink.monitor());
    ASSERT_TRUE(alpha.gather_frames(2400)) << fault_of(alpha.get());
    player.play(s);
    ASSERT_TRUE(alpha.gather_until([&] { return alpha.has_sound(); }));
    ASSERT_TRUE(alpha.gather_frames(30000));
    everything.gather();
    // Both sounded: the monitor has values of their sum that are neither's.
    EXPECT_TRUE(everything.has_sound());
    const auto verdict = heard(alpha, NT_DEVICE_S32, s);
    if (verdict == Verdict::exact) {
      // Ahead of it and behind it there is nothing: no sample of the other one came through.
      size_t at = 0;
      while (alpha.planes()[0][at] == 0 && alpha.planes()[1][at] == 0) ++at;
      for (size_t i = at + s.frames(); i < alpha.frames(); ++i)
        for (const auto& plane : alpha.planes()) ASSERT_EQ(0, plane[i]) << i;
      ASSERT_NE(Verdict::exact, heard(everything, NT_DEVICE_S32, s)) << "the other one does not sound";
      break;
    }
    ASSERT_EQ(Verdict::gap, verdict) << "a sample of another application";
    ASSERT_LT(attempt, 4) << "five runs with gaps";
  }
}

TEST(CapturePulse, given_a_followed_application_when_its_stream_ends_and_another_begins_then_silence_is_between) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000}, elsewhere{NT_DEVICE_S32, 96000};
  const PulseServer server({sink, elsewhere});
  ASSERT_TRUE(server.is_up()) << last_error();
  const auto a = noise(NT_DEVICE_S32, 2, 12000, 5, 0.4), b = noise(NT_DEVICE_S32, 2, 12000, 6, 0.4);
  for (int attempt = 0;; ++attempt) {
    auto player = std::make_unique<Player>(sink, "alpha", NT_DEVICE_S32, 48000);
    Recording recording("app:alpha", capture_request(NT_CAPTURE_FOLLOW));
    ASSERT_TRUE(recording.is_open());
    const Player other(sink, "beta", NT_DEVICE_S32, 48000);
    player->play(a);
    ASSERT_TRUE(recording.gather_until([&] { return recording.has_sound(); }));
    ASSERT_TRUE(recording.gather_frames(24000));
    player.reset();
    ASSERT_TRUE(recording.gather_until([&] { return recording.clock().silence > 9600; })) << "silence, at its pace";
    EXPECT_EQ(NT_CAPTURE_RUNNING, recording.clock().state);
    player = std::make_unique<Player>(sink, "alpha", NT_DEVICE_S32, 48000);
    ASSERT_TRUE(recording.gather_until([&] { return recording.events().size() >= 2; }));
    const size_t before = recording.frames();
    player->play(b);
    ASSERT_TRUE(recording.gather_until([&] {
      for (size_t i = before; i < recording.frames(); ++i)
        if (recording.planes()[0][i] != 0) return true;
      return false;
    }));
    ASSERT_TRUE(recording.gather_frames(24000));
    ASSERT_EQ(2u, recording.events().size());
    const auto [ended, began] = std::pair(recording.events()[0], recording.events()[1]);
    EXPECT_EQ(NT_CAPTURE_STREAM_ENDED, ended.kind);
    EXPECT_EQ(NT_CAPTURE_STREAM_BEGAN, began.kind);
    EXPECT_EQ(recording.clock().silence, began.position - ended.position);
    for (auto i = ended.position; i < began.position; ++i) ASSERT_EQ(0, recording.planes()[0][i]);
    const auto all = recording.bytes(NT_DEVICE_S32);
    const auto find = [&](const Signal& s) {
      const auto bytes = plain(NT_DEVICE_S32, s);
      return std::search(all.begin(), all.end(), bytes.begin(), bytes.end()) != all.end();
    };
    if (find(a) && find(b)) break;
    ASSERT_LT(attempt, 4) << "five runs with gaps";
  }
}

TEST(CapturePulse, given_an_application_that_is_not_followed_when_its_stream_ends_then_it_is_lost) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S16, 48000};
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  nt_status status = NT_OK;
  open_capture("app:alpha", capture_request(), &status);
  EXPECT_EQ(NT_NOT_FOUND, status);
  EXPECT_NE(std::string::npos, last_error().find("alpha")) << last_error();
  Player player(sink, "alpha", NT_DEVICE_S16, 48000);
  Recording recording("app:alpha");
  ASSERT_TRUE(recording.gather_frames(1000));
  player.stop();
  ASSERT_TRUE(recording.gather_until([] { return false; }));
  EXPECT_TRUE(recording.has_ended());
  EXPECT_NE(std::string::npos, fault_of(recording.get()).find("application")) << fault_of(recording.get());
}

TEST(CapturePulse, given_an_application_that_is_moved_to_another_sink_when_followed_then_the_capture_goes_along) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000}, elsewhere{NT_DEVICE_S16, 44100};
  const PulseServer server({sink, elsewhere});
  ASSERT_TRUE(server.is_up()) << last_error();
  Process player({"pacat", "--playback", "--raw", "--format=s16le", "--rate=48000", "--channels=2",
                  "--client-name=mover", "--device=" + sink.name(), "/dev/urandom"},
                 server.file("o"), server.file("e"));
  nt_capture_description one{};
  ASSERT_TRUE(wait_for([&] {
    std::vector<nt_capture_description> found(64);
    uint32_t count = 0;
    if (nt_capture_list(found.data(), 64, &count) != NT_OK) return false;
    for (const auto& d : found)
      if (d.kind == NT_CAPTURE_APPLICATION && std::string(d.name) == "mover") one = d;
    return one.id[0] != 0;
  }));
  Recording recording(one.id, capture_request(NT_CAPTURE_FOLLOW));
  ASSERT_TRUE(recording.gather_until([&] { return recording.has_sound(); }));
  Process pactl({"pactl", "move-sink-input", std::string(one.id).substr(4), elsewhere.name()}, server.file("o2"),
                server.file("e2"));
  ASSERT_TRUE(recording.gather_until([&] { return recording.events().size() >= 2; })) << fault_of(recording.get());
  const size_t before = recording.frames();
  ASSERT_TRUE(recording.gather_frames(24000));
  double loudest = 0;
  for (size_t i = before; i < recording.frames(); ++i) loudest = std::max(loudest, std::fabs(recording.planes()[0][i]));
  EXPECT_GT(loudest, 0.1);
  EXPECT_EQ(48000, recording.format().sample_rate);
  nt_capture_format now{};
  EXPECT_TRUE(wait_for([&] { return nt_capture_describe(recording.get(), &now) == NT_OK && now.is_exact == 0; }))
      << "the other sink runs another form: the server converts";
}

TEST(CapturePulse, given_what_a_server_has_when_listed_then_sources_monitors_and_applications_are_described) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S16, 44100};
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  const Player player(sink, "alpha", NT_DEVICE_S16, 44100);
  std::vector<nt_capture_description> found(64);
  uint32_t count = 0;
  ASSERT_EQ(NT_OK, nt_capture_list(found.data(), 64, &count));
  found.resize(count);
  const nt_capture_description *monitor = nullptr, *application = nullptr;
  for (const auto& d : found) {
    if (d.id == "pulse:" + sink.monitor()) monitor = &d;
    if (std::string(d.name) == "alpha") application = &d;
  }
  ASSERT_NE(nullptr, monitor);
  EXPECT_EQ(NT_CAPTURE_MONITOR, monitor->kind);
  EXPECT_EQ("pulse:" + sink.name(), monitor->output);
  EXPECT_EQ(44100, monitor->sample_rate);
  EXPECT_EQ(NT_DEVICE_S16, monitor->samples);
  ASSERT_NE(nullptr, application);
  EXPECT_EQ(NT_CAPTURE_APPLICATION, application->kind);
  EXPECT_STREQ("a test", application->media);
  EXPECT_EQ(static_cast<uint32_t>(getpid()), application->pid);
  EXPECT_EQ(0, application->is_corked);
  EXPECT_EQ(2u, application->channels);
  EXPECT_EQ("pulse:" + sink.name(), application->output);
}

TEST(CapturePulse, given_a_source_that_runs_otherwise_when_asked_exactly_then_it_is_refused_else_converted) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S16, 48000};
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  auto r = capture_request(NT_CAPTURE_EXACT);
  nt_status status = NT_OK;
  r.sample_rate = 44100;
  open_capture("pulse:" + sink.monitor(), r, &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  r.flags = 0;
  r.channels = 1;
  Recording recording("pulse:" + sink.monitor(), r);
  ASSERT_TRUE(recording.is_open());
  EXPECT_EQ(44100, recording.format().sample_rate);
  EXPECT_EQ(1u, recording.format().channels);
  EXPECT_EQ(0, recording.format().is_exact);
  EXPECT_TRUE(recording.gather_frames(1000));
  open_capture("pulse:absent", capture_request(), &status);
  EXPECT_EQ(NT_NOT_FOUND, status);
  open_capture("pulse:" + sink.monitor(), capture_request(NT_CAPTURE_FOLLOW), &status);
  EXPECT_EQ(NT_INVALID_ARGUMENT, status);
}

TEST(CapturePulse, given_a_reader_that_sleeps_when_the_ring_is_full_then_frames_are_dropped_and_their_place_told) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S16, 48000};
  const PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  auto r = capture_request();
  r.buffer_s = 0.05;
  Recording recording("pulse:" + sink.monitor(), r);
  ASSERT_TRUE(wait_for([&] { return recording.clock().dropped > 4800; }));
  ASSERT_TRUE(recording.gather_until([&] { return !recording.events().empty(); }));
  EXPECT_EQ(NT_CAPTURE_DROPPED, recording.events()[0].kind);
  EXPECT_EQ(2400u, recording.events()[0].position);
  EXPECT_GE(recording.events()[0].frames, 4800u);
}

class PulseCaptureDeath : public testing::TestWithParam<int> {};

TEST_P(PulseCaptureDeath, given_a_capture_when_the_server_dies_then_what_came_stays_and_the_fault_says_so) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000};
  PulseServer server({sink});
  ASSERT_TRUE(server.is_up()) << last_error();
  Player player(sink, "alpha", NT_DEVICE_S32, 48000);
  Recording monitor("pulse:" + sink.monitor()), application("app:alpha", capture_request(NT_CAPTURE_FOLLOW));
  ASSERT_TRUE(monitor.gather_frames(4800));
  ASSERT_TRUE(application.gather_frames(4800));
  server.process().end(GetParam());
  for (auto* recording : {&monitor, &application}) {
    EXPECT_TRUE(recording->gather_until([] { return false; }));
    EXPECT_TRUE(recording->has_ended());
    EXPECT_EQ(NT_CAPTURE_LOST, recording->clock().state);
    EXPECT_NE(std::string::npos, fault_of(recording->get()).find("server")) << fault_of(recording->get());
    EXPECT_EQ(recording->clock().captured, recording->frames()) << "nothing of what came is lost";
  }
  nt_status status = NT_OK;
  open_capture("pulse:" + sink.monitor(), capture_request(), &status);
  EXPECT_EQ(NT_IO, status) << "it may succeed when repeated";
}
INSTANTIATE_TEST_SUITE_P(Capture, PulseCaptureDeath, testing::Values(SIGTERM, SIGKILL));

TEST(CapturePulse, given_a_captured_monitor_when_its_sink_is_unloaded_then_it_is_lost_and_names_the_source) {
  REQUIRE_PULSE;
  const Sink sink{NT_DEVICE_S32, 48000}, other{NT_DEVICE_S16, 48000};
  const PulseServer server({sink, other});
  ASSERT_TRUE(server.is_up()) << last_error();
  Recording recording("pulse:" + sink.monitor());
  ASSERT_TRUE(recording.gather_frames(4800));
  // Modules are numbered in the order of the script: the socket is 0, the first sink 1.
  Process pactl({"pactl", "unload-module", "1"}, server.file("o"), server.file("e"));
  ASSERT_TRUE(recording.gather_until([] { return false; }));
  EXPECT_TRUE(recording.has_ended());
  EXPECT_NE(std::string::npos, fault_of(recording.get()).find(sink.monitor())) << fault_of(recording.get());
}

TEST(CapturePulse, given_no_server_when_listed_and_opened_then_it_is_left_out_and_may_be_repeated) {
  Scratch folder;
  const Variable server("PULSE_SERVER", "unix:" + folder.file("absent"));
  const Variable home("HOME", folder.file("")), runtime("XDG_RUNTIME_DIR", folder.file(""));
  nt_status status = NT_OK;
  for (const char* id : {"pulse:", "app:1", "app:Firefox"}) {
    open_capture(id, capture_request(), &status);
    EXPECT_EQ(NT_IO, status) << id;
  }
  std::vector<nt_capture_description> found(64);
  uint32_t count = 0;
  ASSERT_EQ(NT_OK, nt_capture_list(found.data(), 64, &count));
  for (uint32_t i = 0; i < count; ++i) {
    EXPECT_STRNE("pulse", found[i].backend);
    EXPECT_STRNE("app", found[i].backend);
  }
}

TEST(CaptureAbi, given_what_makes_no_sense_when_asked_then_it_is_refused) {
  nt_capture* c = nullptr;
  auto r = capture_request();
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_capture_open(nullptr, &r, &c));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_capture_open("pulse:", nullptr, &c));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_capture_open("pulse:", &r, nullptr));
  EXPECT_EQ(NT_NOT_FOUND, nt_capture_open("nothing:here", &r, &c));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_capture_open("app:", &r, &c));
  const auto refused = [&](auto change) {
    auto bad = capture_request();
    change(bad);
    return nt_capture_open("alsa:null", &bad, &c) == NT_INVALID_ARGUMENT && c == nullptr;
  };
  EXPECT_TRUE(refused([](auto& b) { b.latency_s = 0; }));
  EXPECT_TRUE(refused([](auto& b) { b.latency_s = std::nan(""); }));
  EXPECT_TRUE(refused([](auto& b) { b.buffer_s = 61; }));
  EXPECT_TRUE(refused([](auto& b) { b.channels = 65; }));
  EXPECT_TRUE(refused([](auto& b) { b.samples = 1u << NT_DEVICE_DSD_U8; }));
  EXPECT_TRUE(refused([](auto& b) { b.flags = 4; }));
  EXPECT_TRUE(refused([](auto& b) { b.sample_rate = 10; }));
  uint32_t count = 0;
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_capture_list(nullptr, 5, &count));
  nt_capture_close(nullptr);
  nt_capture_clock clock{};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_capture_clock_read(nullptr, &clock));
  nt_capture_event e{};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_capture_next_event(nullptr, &e));
  EXPECT_EQ(nullptr, nt_capture_ring(nullptr));
}

}  // namespace
