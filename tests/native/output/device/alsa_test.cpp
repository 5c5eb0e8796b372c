#include "graph/realtime_watch.hpp"
#include "output/device/device_run.hpp"
#include "output/device/process.hpp"
#include "system/forms.hpp"

namespace {

using namespace nt::test;

/// A configuration of its own: "cap" writes what it takes to a file and keeps no time, "paced" and "paced_rw" keep it,
/// "half" is 16 bits at 48 kHz behind a plugin that converts.
class AlsaWorld {
 public:
  AlsaWorld() : config_("ALSA_CONFIG_PATH", folder_.file("asound.conf")) {
    std::ofstream file(folder_.file("asound.conf"));
    file << "</usr/share/alsa/alsa.conf>\n"
         << "pcm.cap { type file slave.pcm { type null } file \"" << out() << "\" format raw\n"
         << "  hint { show on description \"Writes what it hears\" } }\n"
         << "pcm.half_hw { type file slave.pcm { type null } file \"" << out() << "\" format raw }\n"
         << "pcm.half { type plug slave { pcm half_hw format S16_LE rate 48000 channels 2 } }\n";
    file << "pcm_type.ntpaced { lib \"" NT_PACED_PCM "\" }\n";
    for (const char* name : {"paced", "paced_rw"})
      file << "pcm." << name << " { type ntpaced file \"" << out() << "\" control \"" << control() << "\" access \""
           << (std::string(name) == "paced_rw" ? "rw" : "any") << "\" }\n";
    file.close();
    order('.');
  }
  [[nodiscard]] std::string out() const { return folder_.file("out.raw"); }
  [[nodiscard]] std::string control() const { return folder_.file("control"); }
  /// Written in place: the device has the file mapped.
  void order(char what) const {
    const int file = ::open(control().c_str(), O_WRONLY | O_CREAT, 0600);
    EXPECT_EQ(1, ::pwrite(file, &what, 1, 0));
    ::close(file);
  }
  [[nodiscard]] char ordered() const { return static_cast<char>(contents(control()).at(0)); }

 private:
  Scratch folder_;
  Variable config_;
};

struct Case {
  const char* device;
  nt_device_samples samples;
  double rate;
};

std::string case_name(const testing::TestParamInfo<Case>& p) {
  return std::string(p.param.device) + "_" + nt::system::form_of(p.param.samples).name + "_" +
         std::to_string(static_cast<int>(p.param.rate));
}

class AlsaExact : public testing::TestWithParam<Case> {};

TEST_P(AlsaExact, given_any_form_and_rate_when_it_plays_then_the_device_gets_every_byte_and_silence_after_it) {
  const AlsaWorld world;
  const auto& [device, samples, rate] = GetParam();
  auto r = request(samples, rate);
  r.latency_s = 0.06;
  r.flags = NT_DEVICE_EXACT;
  const double ring_rate = is_dsd(samples) ? rate / 8 : rate;
  r.buffer_frames = static_cast<uint32_t>(ring_rate * 0.1);
  auto d = open_device(std::string("alsa:") + device, r);
  ASSERT_TRUE(d);
  nt_device_format format{};
  nt_device_describe(d.get(), &format);
  EXPECT_EQ(1, format.is_exact);
  EXPECT_EQ(samples, format.samples);
  EXPECT_GT(format.period_frames, 0u);
  // The whole stream lies in the ring, closed: nobody's lateness can put a gap into it.
  const auto s = noise(samples, 2, r.buffer_frames);
  ASSERT_EQ(s.frames(), write_ring(nt_device_ring(d.get()), s, 0, s.frames()));
  nt_ring_close(nt_device_ring(d.get()));
  ASSERT_EQ(NT_OK, nt_device_start(d.get())) << last_error();
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_DRAINED; })) << fault_of(d.get());
  const auto clock = clock_of(d.get());
  d.reset();
  EXPECT_EQ(s.frames(), clock.played);
  EXPECT_EQ(0u, clock.starved);
  auto expected = plain(samples, s);
  const size_t frames = expected.size() / (2 * bytes_of(samples));
  const auto still = plain_silence(samples, 2, clock.silence / word_of(samples), frames);
  expected.insert(expected.end(), still.begin(), still.end());
  EXPECT_TRUE(same_bytes(expected, contents(world.out())));
}

std::vector<Case> some_cases() {
  std::vector<Case> all;
  for (const auto samples :
       {NT_DEVICE_S16, NT_DEVICE_S24_3, NT_DEVICE_S24, NT_DEVICE_S32, NT_DEVICE_F32, NT_DEVICE_F64})
    all.push_back({"paced", samples, samples % 2 == 0 ? 44100.0 : 192000.0});
  for (const auto samples : {NT_DEVICE_DSD_U8, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U16_BE, NT_DEVICE_DSD_U32_LE,
                             NT_DEVICE_DSD_U32_BE, NT_DEVICE_DOP_S24_3, NT_DEVICE_DOP_S24, NT_DEVICE_DOP_S32})
    all.push_back({"paced", samples, 64 * 44100.0});
  for (const auto samples : {NT_DEVICE_S24, NT_DEVICE_F64, NT_DEVICE_DSD_U32_BE, NT_DEVICE_DOP_S32})
    all.push_back({"paced_rw", samples, is_dsd(samples) ? 128 * 44100.0 : 48000.0});
  for (const auto samples : {NT_DEVICE_S16, NT_DEVICE_S32, NT_DEVICE_DSD_U32_BE, NT_DEVICE_DOP_S24_3})
    all.push_back({"cap", samples, is_dsd(samples) ? 256 * 44100.0 : 384000.0});
  return all;
}
INSTANTIATE_TEST_SUITE_P(Device, AlsaExact, testing::ValuesIn(some_cases()), case_name);

std::vector<Case> every_case() {
  std::vector<Case> all;
  for (const char* device : {"cap", "paced", "paced_rw"})
    for (int i = 0; i < static_cast<int>(NT_DEVICE_SAMPLES_COUNT); ++i) {
      const auto samples = static_cast<nt_device_samples>(i);
      if (is_dsd(samples))
        for (const double multiple : {64, 128, 256})
          for (const double base : {44100, 48000}) all.push_back({device, samples, multiple * base});
      else
        for (const double rate : {44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000})
          all.push_back({device, samples, rate});
    }
  return all;
}
INSTANTIATE_TEST_SUITE_P(FullDevice, AlsaExact, testing::ValuesIn(every_case()), case_name);

TEST(DeviceAlsa, given_a_device_that_runs_dry_when_it_plays_then_it_goes_on_and_no_byte_is_lost) {
  for (const char* name : {"alsa:paced", "alsa:paced_rw"}) {
    const AlsaWorld world;
    auto r = request(NT_DEVICE_S32);
    r.buffer_frames = 48000;
    auto d = open_device(name, r);
    ASSERT_TRUE(d);
    const auto s = noise(NT_DEVICE_S32, 2, 24000);
    write_ring(nt_device_ring(d.get()), s, 0, s.frames());
    nt_ring_close(nt_device_ring(d.get()));
    ASSERT_EQ(NT_OK, nt_device_start(d.get()));
    for (uint64_t dry = 1; dry <= 3; ++dry) {
      world.order('x');
      ASSERT_TRUE(wait_for([&] { return world.ordered() == '.'; })) << name;
      ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).xruns >= dry; })) << name << fault_of(d.get());
    }
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_DRAINED; })) << fault_of(d.get());
    EXPECT_EQ(0u, clock_of(d.get()).starved);
    d.reset();
    const auto expected = plain(NT_DEVICE_S32, s), got = contents(world.out());
    EXPECT_TRUE(same_bytes(expected,
                           Bytes(got.begin(), got.begin() + static_cast<long>(std::min(got.size(), expected.size())))))
        << name;
  }
}

TEST(DeviceAlsa, given_a_device_that_is_pulled_out_when_it_plays_then_it_is_lost_and_may_be_opened_when_back) {
  for (const char* name : {"alsa:paced", "alsa:paced_rw"}) {
    const AlsaWorld world;
    auto d = open_device(name, request(NT_DEVICE_S24));
    ASSERT_EQ(NT_OK, nt_device_start(d.get()));
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 4800; }));
    world.order('g');
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_LOST; })) << name;
    EXPECT_NE(std::string::npos, fault_of(d.get()).find("No such device")) << fault_of(d.get());
    d.reset();
    nt_status status = NT_OK;
    open_device(name, request(NT_DEVICE_S24), &status);
    EXPECT_EQ(NT_IO, status) << "it may succeed when repeated";
    world.order('.');
    EXPECT_TRUE(open_device(name, request(NT_DEVICE_S24)));
  }
}

TEST(DeviceAlsa, given_a_device_whose_time_stands_still_when_closed_then_nothing_hangs) {
  const AlsaWorld world;
  auto d = open_device("alsa:paced", request(NT_DEVICE_S16));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 4800; }));
  world.order('s');
  const auto start = std::chrono::steady_clock::now();
  d.reset();
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 5);
}

TEST(FullDeviceAlsa, given_a_device_whose_time_stands_still_when_it_plays_then_it_is_lost) {
  const AlsaWorld world;
  const auto d = open_device("alsa:paced", request(NT_DEVICE_S16));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 4800; }));
  world.order('s');
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_LOST; }, 30));
  EXPECT_NE("", fault_of(d.get()));
}

TEST(DeviceAlsa, given_dop_when_the_ring_starves_then_the_markers_alternate_to_the_end) {
  const AlsaWorld world;
  auto d = open_device("alsa:paced", request(NT_DEVICE_DOP_S24_3, 64 * 44100.0));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  const auto s = noise(NT_DEVICE_DOP_S24_3, 2, 3001);
  for (int i = 0; i < 5; ++i) {
    const auto before = clock_of(d.get()).starvations;
    write_ring(nt_device_ring(d.get()), s, 0, s.frames());
    ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).starvations > before + 1; }));
  }
  d.reset();
  const auto got = contents(world.out());
  ASSERT_GT(got.size(), 5u * 3000 * 3);
  for (size_t i = 0; i * 6 + 5 < got.size(); ++i) {
    const uint8_t marker = i % 2 == 0 ? 0x05 : 0xFA;
    ASSERT_EQ(marker, got[6 * i + 2]) << "frame " << i;
    ASSERT_EQ(marker, got[6 * i + 5]) << "frame " << i;
  }
}

TEST(DeviceAlsa, given_a_plugin_that_converts_when_exactness_is_asked_then_it_is_refused_else_it_plays) {
  const AlsaWorld world;
  nt_status status = NT_OK;
  auto r = request(NT_DEVICE_S32, 96000);
  r.flags = NT_DEVICE_EXACT;
  EXPECT_FALSE(open_device("alsa:half", r, &status));
  EXPECT_EQ(NT_UNSUPPORTED, status);
  EXPECT_NE(std::string::npos, last_error().find("S16")) << last_error();
  r.flags = 0;
  const auto d = open_device("alsa:half", r);
  ASSERT_TRUE(d);
  nt_device_format format{};
  nt_device_describe(d.get(), &format);
  EXPECT_EQ(0, format.is_exact);
  r = request(NT_DEVICE_S16, 48000);
  r.flags = NT_DEVICE_EXACT;
  const auto as_it_is = open_device("alsa:half", r);
  ASSERT_TRUE(as_it_is);
  EXPECT_FALSE(open_device("alsa:half", request(NT_DEVICE_DOP_S32, 64 * 44100.0), &status));
  EXPECT_EQ(NT_UNSUPPORTED, status) << "bits survive no conversion";
}

TEST(DeviceAlsa, given_names_and_requests_that_do_not_fit_when_opened_then_each_says_why) {
  const AlsaWorld world;
  nt_status status = NT_OK;
  open_device("alsa:absent", request(NT_DEVICE_S16), &status);
  EXPECT_EQ(NT_NOT_FOUND, status) << last_error();
  open_device("alsa:paced", request(NT_DEVICE_S16, 48000, 9), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  EXPECT_NE(std::string::npos, last_error().find("1 to 8")) << last_error();
  open_device("alsa:paced", request(NT_DEVICE_S16, 4000), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  EXPECT_NE(std::string::npos, last_error().find("8000")) << last_error();
}

TEST(DeviceAlsa, given_the_devices_of_a_configuration_when_listed_and_probed_then_they_say_what_they_can) {
  const AlsaWorld world;
  uint32_t count = 0;
  std::vector<nt_device_description> found(256);
  ASSERT_EQ(NT_OK, nt_device_list(found.data(), 256, &count));
  found.resize(std::min(count, 256u));
  const auto it =
      std::find_if(found.begin(), found.end(), [](const auto& f) { return std::string(f.id) == "alsa:cap"; });
  ASSERT_NE(found.end(), it);
  EXPECT_STREQ("Writes what it hears", it->name);
  nt_device_capabilities can{};
  ASSERT_EQ(NT_OK, nt_device_probe("alsa:paced", &can)) << last_error();
  EXPECT_EQ(1u, can.min_channels);
  EXPECT_EQ(8u, can.max_channels);
  EXPECT_EQ(0x3FFFu, can.samples);
  EXPECT_EQ(16u, can.rate_count);
  EXPECT_EQ(768000, can.rates[15]);
  EXPECT_EQ(8u, can.dsd_count);
  EXPECT_EQ(0u, can.is_exclusive);
  ASSERT_EQ(NT_OK, nt_device_probe("alsa:half", &can)) << last_error();
  EXPECT_EQ(1u << NT_DEVICE_S16, can.samples);
  ASSERT_EQ(1u, can.rate_count);
  EXPECT_EQ(48000, can.rates[0]);
  EXPECT_EQ(0u, can.dsd_count);
  EXPECT_EQ(NT_NOT_FOUND, nt_device_probe("alsa:absent", &can));
}

}  // namespace
