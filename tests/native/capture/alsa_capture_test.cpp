#include "capture/recording.hpp"
#include "output/device/process.hpp"
#include "system/forms.hpp"

namespace {

using namespace nt::test;

/// A configuration of its own: "infile" gives what a file holds and keeps no time, "paced" and "paced_rw" keep it.
class AlsaInputs {
 public:
  explicit AlsaInputs(const Bytes& sound) : config_("ALSA_CONFIG_PATH", folder_.file("asound.conf")) {
    std::ofstream(in(), std::ios::binary)
        .write(reinterpret_cast<const char*>(sound.data()), static_cast<std::streamsize>(sound.size()));
    std::ofstream file(folder_.file("asound.conf"));
    file << "</usr/share/alsa/alsa.conf>\n"
         << "pcm.infile { type file slave.pcm { type null } file \"/dev/null\" infile \"" << in() << "\" format raw }\n"
         << "pcm_type.ntpaced { lib \"" NT_PACED_PCM "\" }\n";
    for (const char* name : {"paced", "paced_rw"})
      file << "pcm." << name << " { type ntpaced file \"" << in() << "\" control \"" << control() << "\" access \""
           << (std::string(name) == "paced_rw" ? "rw" : "any") << "\"\n"
           << "  hint { show on description \"Gives a file\" } }\n";
    file.close();
    order('.');
  }
  [[nodiscard]] std::string in() const { return folder_.file("in.raw"); }
  [[nodiscard]] std::string control() const { return folder_.file("control"); }
  /// Written in place: the device has the file mapped.
  void order(char what) const {
    const int file = ::open(control().c_str(), O_WRONLY | O_CREAT, 0600);
    EXPECT_EQ(1, ::pwrite(file, &what, 1, 0));
    ::close(file);
  }

 private:
  Scratch folder_;
  Variable config_;
};

struct Case {
  const char* device;
  nt_device_samples samples;
  double rate;
};

class AlsaCapture : public testing::TestWithParam<Case> {};

TEST_P(AlsaCapture, given_any_form_and_rate_when_captured_then_every_sample_is_there) {
  const auto& [device, samples, rate] = GetParam();
  const auto s = noise(samples, 2, static_cast<size_t>(rate / 4), 3, 0.99);
  const auto bytes = plain(samples, s);
  const AlsaInputs world(bytes);
  auto r = capture_request(NT_CAPTURE_EXACT);
  r.sample_rate = rate;
  r.samples = 1u << samples;
  Recording recording(std::string("alsa:") + device, r);
  ASSERT_TRUE(recording.is_open());
  EXPECT_EQ(samples, recording.format().samples);
  EXPECT_EQ(2u, recording.format().channels);
  EXPECT_EQ(1, recording.format().is_exact);
  ASSERT_TRUE(recording.gather_until([&] { return recording.frames() >= s.frames(); })) << fault_of(recording.get());
  auto got = recording.bytes(samples);
  ASSERT_GE(got.size(), bytes.size()) << fault_of(recording.get());
  got.resize(bytes.size());  // the file plugin goes on after the end of its file
  EXPECT_TRUE(same_bytes(bytes, got));
  EXPECT_EQ(0u, recording.clock().xruns);
  EXPECT_NE(0, recording.clock().start_ns);
}

std::vector<Case> cases(const std::vector<double>& rates) {
  std::vector<Case> all;
  for (const char* device : {"paced", "paced_rw", "infile"})
    for (const auto samples :
         {NT_DEVICE_S16, NT_DEVICE_S24_3, NT_DEVICE_S24, NT_DEVICE_S32, NT_DEVICE_F32, NT_DEVICE_F64})
      for (const double rate : rates) all.push_back({device, samples, rate});
  return all;
}
std::string case_name(const testing::TestParamInfo<Case>& p) {
  return std::string(p.param.device) + "_" + nt::system::form_of(p.param.samples).name + "_" +
         std::to_string(static_cast<int>(p.param.rate));
}
INSTANTIATE_TEST_SUITE_P(Capture, AlsaCapture, testing::ValuesIn(cases({48000})), case_name);
INSTANTIATE_TEST_SUITE_P(FullCapture, AlsaCapture,
                         testing::ValuesIn(cases({44100, 88200, 96000, 176400, 192000, 352800, 384000})), case_name);

TEST(CaptureAlsa, given_a_source_that_is_asked_for_nothing_then_it_is_48_khz_stereo_of_the_most_bits) {
  const AlsaInputs world(Bytes(480000, 0));
  Recording recording("alsa:paced");
  ASSERT_TRUE(recording.is_open());
  EXPECT_EQ(48000, recording.format().sample_rate);
  EXPECT_EQ(2u, recording.format().channels);
  EXPECT_EQ(NT_DEVICE_S32, recording.format().samples);
}

TEST(CaptureAlsa, given_an_overrun_of_the_device_when_it_goes_on_then_the_gap_is_told_and_frames_come_again) {
  const auto s = noise(NT_DEVICE_S32, 2, 48000 * 4, 3, 0.9);
  const AlsaInputs world(plain(NT_DEVICE_S32, s));
  auto r = capture_request();
  r.samples = 1u << NT_DEVICE_S32;
  Recording recording("alsa:paced", r);
  ASSERT_TRUE(recording.gather_frames(4800));
  world.order('x');
  ASSERT_TRUE(recording.gather_until([&] { return !recording.events().empty(); })) << fault_of(recording.get());
  EXPECT_EQ(NT_CAPTURE_XRUN, recording.events()[0].kind);
  EXPECT_EQ(1u, recording.clock().xruns);
  EXPECT_EQ(recording.events()[0].frames, recording.clock().lost);
  ASSERT_TRUE(recording.gather_frames(4800)) << fault_of(recording.get());
  // Ahead of the place everything is as it was.
  const auto place = recording.events()[0].position;
  for (size_t i = 0; i < place; ++i)
    ASSERT_EQ(std::rint(std::ldexp(s.pcm[0][i], 31)), std::ldexp(recording.planes()[0][i], 31)) << i;
}

TEST(CaptureAlsa, given_a_device_that_is_pulled_out_when_captured_then_it_is_lost_with_a_reason) {
  const AlsaInputs world(Bytes(48000 * 8 * 10, 1));
  Recording recording("alsa:paced");
  ASSERT_TRUE(recording.gather_frames(4800));
  world.order('g');
  ASSERT_TRUE(recording.gather_until([] { return false; }));
  EXPECT_TRUE(recording.has_ended());
  EXPECT_NE(std::string::npos, fault_of(recording.get()).find("ALSA")) << fault_of(recording.get());
  nt_status status = NT_OK;
  open_capture("alsa:paced", capture_request(), &status);
  EXPECT_EQ(NT_IO, status);
}

TEST(CaptureAlsa, given_a_device_whose_time_stands_still_when_captured_then_it_is_given_up) {
  const AlsaInputs world(Bytes(48000 * 8 * 10, 1));
  Recording recording("alsa:paced_rw");
  ASSERT_TRUE(recording.gather_frames(4800));
  world.order('s');
  ASSERT_TRUE(recording.gather_until([] { return false; }));
  EXPECT_TRUE(recording.has_ended());
}

TEST(CaptureAlsa, given_what_is_not_there_or_does_not_fit_when_opened_then_it_is_refused) {
  const AlsaInputs world(Bytes(480, 0));
  nt_status status = NT_OK;
  open_capture("alsa:nobody", capture_request(), &status);
  EXPECT_EQ(NT_NOT_FOUND, status);
  auto r = capture_request();
  r.channels = 64;
  open_capture("alsa:paced", r, &status);
  EXPECT_EQ(NT_UNSUPPORTED, status) << last_error();
  std::vector<nt_capture_description> found(64);
  uint32_t count = 0;
  ASSERT_EQ(NT_OK, nt_capture_list(found.data(), 64, &count));
  found.resize(count);
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](const auto& d) {
    return std::string(d.id) == "alsa:paced" && d.kind == NT_CAPTURE_INPUT && std::string(d.name) == "Gives a file";
  }));
}

}  // namespace
