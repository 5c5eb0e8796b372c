#include <fcntl.h>
#include <jack/jack.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <utility>

#include "output/device/device_run.hpp"
#include "output/device/heard.hpp"
#include "output/device/jack_server.hpp"

namespace {

using namespace nt::test;

/// A client with inputs that keeps what it hears.
class Listener {
 public:
  Listener(const char* name, uint32_t channels, size_t frames) : kept_(channels, std::vector<float>(frames)) {
    client_ = jack_client_open(name, JackNoStartServer, nullptr);
    EXPECT_NE(nullptr, client_);
    for (uint32_t c = 0; c < channels; ++c)
      ports_.push_back(jack_port_register(client_, ("in_" + std::to_string(c)).c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                          JackPortIsInput, 0));
    jack_set_process_callback(
        client_, [](jack_nframes_t n, void* self) { return static_cast<Listener*>(self)->hear(n); }, this);
    EXPECT_EQ(0, jack_activate(client_));
  }
  ~Listener() { jack_client_close(client_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] Bytes bytes() const {
    const size_t frames = heard_;
    Bytes out(frames * kept_.size() * 4);
    for (size_t i = 0; i < frames; ++i)
      for (size_t c = 0; c < kept_.size(); ++c) std::memcpy(&out[(i * kept_.size() + c) * 4], &kept_[c][i], 4);
    return out;
  }

 private:
  int hear(jack_nframes_t n) {
    const size_t at = heard_;
    if (at + n > kept_[0].size()) return 0;
    for (size_t c = 0; c < kept_.size(); ++c)
      std::memcpy(&kept_[c][at], jack_port_get_buffer(ports_[c], n), n * sizeof(float));
    heard_ = at + n;
    return 0;
  }

  jack_client_t* client_ = nullptr;
  std::vector<jack_port_t*> ports_;
  std::vector<std::vector<float>> kept_;
  std::atomic<size_t> heard_{0};
};

class JackExact : public testing::TestWithParam<int> {};

TEST_P(JackExact, given_a_listener_when_it_plays_then_every_float_arrives) {
  REQUIRE_JACK;
  JackServer server(GetParam());
  ASSERT_TRUE(server.is_up()) << last_error();
  auto r = request(NT_DEVICE_F32, GetParam(), 3);
  r.flags = NT_DEVICE_EXACT;
  r.buffer_frames = static_cast<uint32_t>(GetParam() / 2);
  const auto s = noise(NT_DEVICE_F32, 3, static_cast<size_t>(GetParam() / 4));
  for (int attempt = 0;; ++attempt) {
    const Listener listener("listener", 3, static_cast<size_t>(GetParam()) * 4);
    auto d = open_device("jack:listener", r);
    ASSERT_TRUE(d);
    nt_device_format format{};
    nt_device_describe(d.get(), &format);
    EXPECT_EQ(1, format.is_exact);
    EXPECT_EQ(256u, format.period_frames);
    nt_device_set_idle(d.get(), 1);
    ASSERT_EQ(NT_OK, nt_device_start(d.get())) << last_error();
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 1000; }));
    ASSERT_EQ(s.frames(), write_ring(nt_device_ring(d.get()), s, 0, s.frames()));
    nt_ring_close(nt_device_ring(d.get()));
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_DRAINED; })) << fault_of(d.get());
    EXPECT_EQ(s.frames(), clock_of(d.get()).played);
    d.reset();
    const auto verdict = compare(plain(NT_DEVICE_F32, s), Bytes(12, 0), listener.bytes(), 12, 4);
    if (verdict == Verdict::exact) break;
    ASSERT_EQ(Verdict::gap, verdict) << "a sample was changed";
    ASSERT_LT(attempt, 4) << "five runs with gaps";
  }
}
INSTANTIATE_TEST_SUITE_P(Device, JackExact, testing::Values(44100, 192000));

TEST(DeviceJack, given_a_stream_that_waits_when_it_starts_then_no_channel_loses_its_beginning) {
  REQUIRE_JACK;
  JackServer server(48000);
  ASSERT_TRUE(server.is_up()) << last_error();
  constexpr uint32_t channels = 16;
  auto r = request(NT_DEVICE_F32, 48000, channels);
  r.buffer_frames = 24000;
  const auto s = noise(NT_DEVICE_F32, channels, 12000);
  for (int attempt = 0;; ++attempt) {
    const Listener listener("listener", channels, 200000);
    auto d = open_device("jack:listener", r);
    ASSERT_TRUE(d);
    ASSERT_EQ(s.frames(), write_ring(nt_device_ring(d.get()), s, 0, s.frames()));
    nt_ring_close(nt_device_ring(d.get()));
    ASSERT_EQ(NT_OK, nt_device_start(d.get())) << last_error();
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_DRAINED; })) << fault_of(d.get());
    d.reset();
    const auto heard = listener.bytes(), sent = plain(NT_DEVICE_F32, s);
    // The first frame that is not silent is the first of all channels, whatever a busy machine lost after it.
    const size_t frame = channels * 4;
    size_t at = 0;
    while (at + frame <= heard.size() && std::all_of(&heard[at], &heard[at] + frame, [](uint8_t b) { return b == 0; }))
      at += frame;
    if (at + frame <= heard.size() && std::equal(&sent[0], &sent[0] + frame, &heard[at])) break;
    // The server itself may leave a call out on such a machine.
    ASSERT_LT(attempt, 4) << "the beginning was lost five times";
  }
}

TEST(DeviceJack, given_a_server_when_listed_probed_and_asked_for_more_then_it_says_what_it_runs) {
  REQUIRE_JACK;
  JackServer server(48000);
  ASSERT_TRUE(server.is_up()) << last_error();
  uint32_t count = 0;
  std::vector<nt_device_description> found(256);
  ASSERT_EQ(NT_OK, nt_device_list(found.data(), 256, &count));
  found.resize(std::min(count, 256u));
  const auto it =
      std::find_if(found.begin(), found.end(), [](const auto& f) { return std::string(f.id) == "jack:system"; });
  ASSERT_NE(found.end(), it);
  EXPECT_EQ(2u, it->channels);
  EXPECT_EQ(48000, it->sample_rate);
  EXPECT_EQ(1, it->is_default);
  nt_device_capabilities can{};
  ASSERT_EQ(NT_OK, nt_device_probe("jack:system", &can));
  EXPECT_EQ(2u, can.max_channels);
  EXPECT_EQ(1u << NT_DEVICE_F32, can.samples);
  nt_status status = NT_OK;
  open_device("jack:absent", request(NT_DEVICE_F32), &status);
  EXPECT_EQ(NT_NOT_FOUND, status);
  open_device("jack:", request(NT_DEVICE_F32, 44100), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  EXPECT_NE(std::string::npos, last_error().find("48000")) << last_error();
  open_device("jack:", request(NT_DEVICE_S16), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  EXPECT_TRUE(open_device("jack:", request(NT_DEVICE_F32, 48000, 1)));
}

class JackDeath : public testing::TestWithParam<int> {};

TEST_P(JackDeath, given_a_playing_client_when_the_server_dies_then_it_is_lost_with_a_text_and_closing_does_not_hang) {
  REQUIRE_JACK;
  JackServer server(48000);
  ASSERT_TRUE(server.is_up()) << last_error();
  auto d = open_device("jack:", request(NT_DEVICE_F32));
  ASSERT_EQ(NT_OK, nt_device_start(d.get())) << last_error();
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 1000; }));
  server.process().end(GetParam());
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_LOST; }));
  EXPECT_NE(std::string::npos, fault_of(d.get()).find("JACK")) << fault_of(d.get());
  d.reset();
  nt_status status = NT_OK;
  open_device("jack:", request(NT_DEVICE_F32), &status);
  EXPECT_EQ(NT_IO, status) << "it may succeed when repeated";
}
INSTANTIATE_TEST_SUITE_P(Device, JackDeath, testing::Values(SIGTERM, SIGKILL));

}  // namespace
