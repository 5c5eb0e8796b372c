#include <jack/jack.h>

#include "capture/recording.hpp"
#include "output/device/jack_server.hpp"

namespace {

using namespace nt::test;

/// A client with outputs that plays a signal once, when it is told to.
class Singer {
 public:
  Singer(const char* name, const Signal& s) : signal_(s), client_(jack_client_open(name, JackNoStartServer, nullptr)) {
    if (client_ == nullptr) return;
    for (uint32_t c = 0; c < s.channels(); ++c)
      ports_.push_back(jack_port_register(client_, ("out_" + std::to_string(c + 1)).c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                          JackPortIsOutput, 0));
    jack_set_process_callback(
        client_, [](jack_nframes_t n, void* d) { return static_cast<Singer*>(d)->process(n); }, this);
    jack_activate(client_);
  }
  ~Singer() { leave(); }
  Singer(const Singer&) = delete;
  Singer& operator=(const Singer&) = delete;
  [[nodiscard]] bool is_there() const { return client_ != nullptr; }
  void sing() { is_singing_ = true; }
  void leave() {
    if (client_ != nullptr) jack_client_close(client_);
    client_ = nullptr;
  }

 private:
  int process(jack_nframes_t frames) {
    const bool sings = is_singing_;
    for (size_t c = 0; c < ports_.size(); ++c) {
      auto* const out = static_cast<float*>(jack_port_get_buffer(ports_[c], frames));
      for (jack_nframes_t i = 0; i < frames; ++i)
        out[i] = sings && at_ + i < signal_.frames() ? static_cast<float>(signal_.pcm[c][at_ + i]) : 0;
    }
    if (sings) at_ += frames;
    return 0;
  }

  Signal signal_;
  jack_client_t* client_;
  std::vector<jack_port_t*> ports_;
  std::atomic<bool> is_singing_{false};
  size_t at_ = 0;
};

TEST(CaptureJack, given_two_clients_that_sound_when_one_is_captured_then_its_samples_alone_are_there) {
  REQUIRE_JACK;
  const JackServer server(48000);
  ASSERT_TRUE(server.is_up()) << last_error();
  for (int attempt = 0;; ++attempt) {
    const auto a = noise(NT_DEVICE_F32, 2, 24000, 5), b = noise(NT_DEVICE_F32, 2, 480000, 6);
    Singer alpha("alpha", a), beta("beta", b);
    ASSERT_TRUE(alpha.is_there() && beta.is_there());
    beta.sing();
    Recording recording("jack:alpha", capture_request(NT_CAPTURE_EXACT));
    ASSERT_TRUE(recording.is_open());
    EXPECT_EQ(2u, recording.format().channels);
    EXPECT_EQ(48000, recording.format().sample_rate);
    ASSERT_TRUE(recording.gather_frames(2048));
    alpha.sing();
    ASSERT_TRUE(recording.gather_until([&] { return recording.has_sound(); }));
    ASSERT_TRUE(recording.gather_frames(30000)) << fault_of(recording.get());
    const auto verdict = compare(plain(NT_DEVICE_F32, a), Bytes(8, 0), recording.bytes(NT_DEVICE_F32), 8, 4);
    if (verdict == Verdict::exact) break;
    ASSERT_EQ(Verdict::gap, verdict) << "a sample was changed";
    ASSERT_LT(attempt, 4) << "five runs with gaps";
  }
}

TEST(CaptureJack, given_a_captured_client_when_it_leaves_then_the_capture_is_lost_and_the_list_knows_it_no_more) {
  REQUIRE_JACK;
  const JackServer server(44100);
  ASSERT_TRUE(server.is_up()) << last_error();
  const auto is_listed = [] {
    std::vector<nt_capture_description> found(64);
    uint32_t count = 0;
    EXPECT_EQ(NT_OK, nt_capture_list(found.data(), 64, &count));
    return std::any_of(found.begin(), found.end(), [](const auto& d) {
      return std::string(d.id) == "jack:alpha" && d.kind == NT_CAPTURE_APPLICATION && d.channels == 2;
    });
  };
  Singer alpha("alpha", noise(NT_DEVICE_F32, 2, 1000, 5));
  EXPECT_TRUE(is_listed());
  Recording recording("jack:alpha");
  ASSERT_TRUE(recording.gather_frames(2048));
  alpha.leave();
  ASSERT_TRUE(recording.gather_until([] { return false; }));
  EXPECT_TRUE(recording.has_ended());
  EXPECT_NE("", fault_of(recording.get()));
  EXPECT_FALSE(is_listed());
  nt_status status = NT_OK;
  open_capture("jack:alpha", capture_request(), &status);
  EXPECT_EQ(NT_NOT_FOUND, status);
  auto r = capture_request();
  r.sample_rate = 48000;
  open_capture("jack:", r, &status);
  EXPECT_EQ(NT_UNSUPPORTED, status) << last_error();
}

TEST(CaptureJack, given_a_capture_when_the_server_is_killed_then_it_is_lost_and_closing_does_not_hang) {
  REQUIRE_JACK;
  JackServer server(48000);
  ASSERT_TRUE(server.is_up()) << last_error();
  Recording recording("jack:");
  ASSERT_TRUE(recording.is_open());
  ASSERT_TRUE(recording.gather_frames(2048)) << "the dummy driver has inputs";
  server.process().end(SIGKILL);
  ASSERT_TRUE(recording.gather_until([] { return false; }));
  EXPECT_TRUE(recording.has_ended());
}

}  // namespace
