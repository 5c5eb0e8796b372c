#include <filesystem>

#include "ntdsp/dsd.h"
#include "output/device/device_run.hpp"
#include "system/forms.hpp"

namespace {

using namespace nt::test;
namespace fs = std::filesystem;

double rate_for(int samples) { return is_dsd(samples) ? 64 * 44100.0 : 44100; }

size_t files_in(const std::string& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

bool drained(nt_device* d) { return clock_of(d).state == NT_DEVICE_DRAINED; }

class RawFile : public testing::TestWithParam<nt_device_samples> {};

TEST_P(RawFile, given_a_stream_as_fast_as_it_comes_when_it_ends_then_the_file_holds_every_byte_under_its_name) {
  Scratch folder;
  auto r = request(GetParam(), rate_for(GetParam()));
  r.flags = NT_DEVICE_UNPACED;
  const auto d = open_device("file:" + folder.file("x.raw"), r);
  ASSERT_TRUE(d);
  nt_device_format format{};
  nt_device_describe(d.get(), &format);
  EXPECT_EQ(1, format.is_exact);
  EXPECT_EQ(GetParam(), format.samples);
  const auto s = noise(GetParam(), 2, 50000 * word_of(GetParam()));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  EXPECT_FALSE(fs::exists(folder.file("x.raw"))) << "before it is whole it has another name";
  feed(d.get(), s);
  ASSERT_TRUE(wait_for([&] { return drained(d.get()); })) << fault_of(d.get());
  EXPECT_TRUE(same_bytes(plain(GetParam(), s), contents(folder.file("x.raw"))));
  const auto clock = clock_of(d.get());
  EXPECT_EQ(s.frames(), clock.played);
  EXPECT_EQ(0u, clock.silence);
  EXPECT_EQ(1u, files_in(folder.file("")));
}

TEST_P(RawFile, given_a_paced_file_when_it_ends_then_it_holds_the_stream_and_silence_only_where_it_was_counted) {
  Scratch folder;
  auto r = request(GetParam(), rate_for(GetParam()));
  const auto d = open_device("file:" + folder.file("x.pcm"), r);
  ASSERT_TRUE(d);
  // All of it fits into the ring: nothing can be missing, whoever is late.
  nt_ring_options options;
  nt_ring_state state;
  nt_ring_describe(nt_device_ring(d.get()), &options, &state);
  const auto s = noise(GetParam(), 2, options.capacity_frames);
  ASSERT_EQ(s.frames(), write_ring(nt_device_ring(d.get()), s, 0, s.frames()));
  nt_ring_close(nt_device_ring(d.get()));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return drained(d.get()); })) << fault_of(d.get());
  const auto clock = clock_of(d.get());
  EXPECT_EQ(0u, clock.starved);
  auto expected = plain(GetParam(), s);
  const auto still =
      plain_silence(GetParam(), 2, clock.silence / word_of(GetParam()), expected.size() / (2 * bytes_of(GetParam())));
  expected.insert(expected.end(), still.begin(), still.end());
  EXPECT_TRUE(same_bytes(expected, contents(folder.file("x.pcm"))));
}

INSTANTIATE_TEST_SUITE_P(DeviceFile, RawFile, testing::Range(NT_DEVICE_S16, static_cast<nt_device_samples>(14)),
                         [](const auto& p) { return nt::system::form_of(p.param).name; });

struct Kept {
  const char* name;
  nt_device_samples samples;
  int bits;  // of the grid; 0: floats
};

class Container : public testing::TestWithParam<Kept> {};

TEST_P(Container, given_a_signal_on_its_grid_when_played_into_the_file_then_the_decoder_reads_the_same_values) {
  Scratch folder;
  auto r = request(GetParam().samples, 96000, 2);
  r.flags = NT_DEVICE_UNPACED;
  const auto path = folder.file(GetParam().name);
  auto s = noise(GetParam().samples, 2, 30000, 5, 0.99);
  for (auto& plane : s.pcm)
    for (auto& value : plane)
      value = GetParam().bits == 0
                  ? static_cast<float>(value)
                  : std::ldexp(std::round(std::ldexp(value, GetParam().bits - 1)), 1 - GetParam().bits);
  {
    const auto d = open_device("file:" + path, r);
    ASSERT_TRUE(d);
    ASSERT_EQ(NT_OK, nt_device_start(d.get()));
    feed(d.get(), s);
    ASSERT_TRUE(wait_for([&] { return drained(d.get()); })) << fault_of(d.get());
  }
  Media media(path);
  EXPECT_EQ(96000, media.info().sample_rate);
  const auto got = media.read_all();
  ASSERT_EQ(2u, got.size());
  EXPECT_TRUE(got[0] == s.pcm[0] && got[1] == s.pcm[1]);
}

INSTANTIATE_TEST_SUITE_P(DeviceFile, Container,
                         testing::Values(Kept{"a.wav", NT_DEVICE_S16, 16}, Kept{"b.wav", NT_DEVICE_S24_3, 24},
                                         Kept{"c.WAV", NT_DEVICE_S24, 24}, Kept{"d.wav", NT_DEVICE_S32, 32},
                                         Kept{"e.wav", NT_DEVICE_F32, 0}, Kept{"f.wav", NT_DEVICE_F64, 0},
                                         Kept{"g.flac", NT_DEVICE_S16, 16}, Kept{"h.flac", NT_DEVICE_S24, 24}),
                         [](const auto& p) { return std::string(1, p.param.name[0]) + (p.param.name + 2); });

TEST(DeviceFile, given_dsd_when_played_into_dsf_and_dsdiff_then_the_bits_are_read_back) {
  for (const char* name : {"x.dsf", "x.dff"}) {
    Scratch folder;
    auto r = request(NT_DEVICE_DSD_U8, 128 * 48000.0, 3);
    r.flags = NT_DEVICE_UNPACED;
    const auto s = noise(NT_DEVICE_DSD_U8, 3, 20001);
    {
      const auto d = open_device("file:" + folder.file(name), r);
      ASSERT_TRUE(d);
      ASSERT_EQ(NT_OK, nt_device_start(d.get()));
      feed(d.get(), s);
      ASSERT_TRUE(wait_for([&] { return drained(d.get()); })) << fault_of(d.get());
    }
    nt_dsd_file* file = nullptr;
    ASSERT_EQ(NT_OK, nt_dsd_file_open(folder.file(name).c_str(), &file)) << last_error();
    nt_dsd_info info{};
    nt_dsd_file_describe(file, &info);
    EXPECT_EQ(128u * 48000, info.bit_rate);
    EXPECT_EQ(8 * 20001, info.bits);
    std::vector<Bytes> got(3, Bytes(20001));
    uint8_t* planes[] = {got[0].data(), got[1].data(), got[2].data()};
    EXPECT_EQ(NT_OK, nt_dsd_file_read(file, 0, 20001, planes));
    nt_dsd_file_close(file);
    EXPECT_EQ(s.bits, got);
  }
}

TEST(DeviceFile, given_a_running_device_when_it_is_closed_early_then_the_file_holds_what_was_played) {
  Scratch folder;
  auto r = request(NT_DEVICE_S16);
  r.flags = NT_DEVICE_UNPACED;
  const auto s = noise(NT_DEVICE_S16, 2, 1000);
  auto d = open_device("file:" + folder.file("x.wav"), r);
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  EXPECT_EQ(NT_BAD_STATE, nt_device_start(d.get()));
  write_ring(nt_device_ring(d.get()), s, 0, 1000);
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).played == 1000; }));
  d.reset();
  EXPECT_EQ(1000u, Media(folder.file("x.wav")).read_all()[0].size());
  EXPECT_EQ(1u, files_in(folder.file("")));
}

TEST(DeviceFile, given_a_device_that_never_began_when_it_is_closed_then_an_existing_file_is_untouched) {
  Scratch folder;
  std::ofstream(folder.file("x.wav")) << "mine";
  open_device("file:" + folder.file("x.wav"), request(NT_DEVICE_S16)).reset();
  EXPECT_EQ((Bytes{'m', 'i', 'n', 'e'}), contents(folder.file("x.wav")));
  EXPECT_EQ(1u, files_in(folder.file("")));
}

TEST(DeviceFile, given_a_folder_that_vanishes_when_the_stream_ends_then_the_device_is_lost_and_says_why) {
  Scratch folder;
  fs::create_directory(folder.file("deep"));
  auto r = request(NT_DEVICE_S16);
  r.flags = NT_DEVICE_UNPACED;
  const auto d = open_device("file:" + folder.file("deep/x.wav"), r);
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  fs::remove_all(folder.file("deep"));
  feed(d.get(), noise(NT_DEVICE_S16, 2, 1000));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).state == NT_DEVICE_LOST; }));
  EXPECT_NE(std::string::npos, fault_of(d.get()).find("name")) << fault_of(d.get());
}

TEST(DeviceFile, given_a_name_that_is_no_plain_file_when_opened_then_nothing_is_replaced) {
  Scratch folder;
  nt_status status = NT_OK;
  open_device("file:" + folder.file("absent/x.raw"), request(NT_DEVICE_S16), &status);
  EXPECT_EQ(NT_NOT_FOUND, status) << last_error();
  fs::create_symlink("/dev/null", folder.file("x.raw"));
  open_device("file:" + folder.file("x.raw"), request(NT_DEVICE_S16), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status) << last_error();
  EXPECT_TRUE(fs::is_symlink(folder.file("x.raw")));
}

TEST(DeviceFile, given_what_a_file_cannot_hold_when_opened_then_it_is_refused_with_what_it_takes) {
  Scratch folder;
  nt_status status = NT_OK;
  open_device("file:" + folder.file("x.flac"), request(NT_DEVICE_F32), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  EXPECT_NE(std::string::npos, last_error().find("S16")) << last_error();
  open_device("file:" + folder.file("x.flac"), request(NT_DEVICE_S16, 48000, 9), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  open_device("file:" + folder.file("x.txt"), request(NT_DEVICE_S16), &status);
  EXPECT_EQ(NT_UNSUPPORTED, status);
  EXPECT_NE(std::string::npos, last_error().find(".flac")) << last_error();
  open_device("file:", request(NT_DEVICE_S16), &status);
  EXPECT_EQ(NT_NOT_FOUND, status);
  EXPECT_EQ(0u, files_in(folder.file("")));
}

TEST(DeviceNull, given_a_starving_ring_when_it_is_paced_then_time_passes_in_silence_that_is_counted) {
  const auto d = open_device("null", request(NT_DEVICE_F64));
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 9600; }));
  const auto clock = clock_of(d.get());
  EXPECT_EQ(NT_DEVICE_RUNNING, clock.state);
  EXPECT_EQ(0u, clock.played);
  EXPECT_GT(clock.starvations, 0u);
  EXPECT_GT(clock.at_ns, 0);
}

TEST(DeviceNull, given_an_idle_device_when_it_runs_then_silence_is_no_starvation) {
  const auto d = open_device("null", request(NT_DEVICE_F64));
  nt_device_set_idle(d.get(), 1);
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  ASSERT_TRUE(wait_for([&] { return clock_of(d.get()).silence > 4800; }));
  EXPECT_EQ(0u, clock_of(d.get()).starved);
}

TEST(DeviceNull, given_a_stream_when_it_is_paced_then_draining_takes_its_length) {
  const auto d = open_device("null", request(NT_DEVICE_F64));
  const auto s = noise(NT_DEVICE_F64, 2, 24000);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(NT_OK, nt_device_start(d.get()));
  feed(d.get(), s);
  ASSERT_TRUE(wait_for([&] { return drained(d.get()); }));
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_GE(took, 0.5) << "half a second of sound cannot be heard in less";
  EXPECT_EQ(24000u, clock_of(d.get()).played);
  EXPECT_EQ(0, clock_of(d.get()).delay);
}

TEST(Device, given_absurd_arguments_when_opened_then_they_are_refused) {
  nt_device* d = nullptr;
  auto r = request(NT_DEVICE_S16);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_device_open(nullptr, &r, &d));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_device_open("null", nullptr, &d));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_device_open("null", &r, nullptr));
  EXPECT_EQ(NT_NOT_FOUND, nt_device_open("nothing:here", &r, &d));
  EXPECT_NE(std::string::npos, last_error().find("file")) << last_error();
  EXPECT_EQ(NT_NOT_FOUND, nt_device_open("null:2", &r, &d));
  const auto refused = [&](auto change) {
    auto wrong = r;
    change(wrong);
    return nt_device_open("null", &wrong, &d);
  };
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.latency_s = 0.001; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.latency_s = std::nan(""); }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.channels = 0; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.channels = 65; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.sample_rate = std::nan(""); }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.samples = 0; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.samples = 1u << 14; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.samples |= 1u << NT_DEVICE_DSD_U8; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.flags = 8; }));
  EXPECT_EQ(NT_INVALID_ARGUMENT, refused([](auto& w) { w.samples = 1u << NT_DEVICE_DSD_U8; })) << "not a bit rate";
  EXPECT_EQ(nullptr, d);
  EXPECT_EQ(nullptr, nt_device_ring(nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_device_start(nullptr));
  EXPECT_EQ(0u, nt_device_fault(nullptr, nullptr, 0));
  nt_device_close(nullptr);
}

TEST(Device, given_the_devices_when_listed_into_too_little_room_then_the_count_is_still_whole) {
  uint32_t all = 0, count = 0;
  ASSERT_EQ(NT_OK, nt_device_list(nullptr, 0, &all));
  ASSERT_GE(all, 1u);
  std::vector<nt_device_description> found(all);
  ASSERT_EQ(NT_OK, nt_device_list(found.data(), all, &count));
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](const auto& f) { return std::string(f.id) == "null"; }));
  nt_device_capabilities can{};
  ASSERT_EQ(NT_OK, nt_device_probe("null", &can));
  EXPECT_EQ(0x3FFFu, can.samples);
  EXPECT_EQ(8u, can.dsd_count);
  ASSERT_EQ(NT_OK, nt_device_probe("file:x.flac", &can));
  EXPECT_EQ(8u, can.max_channels);
}

}  // namespace
