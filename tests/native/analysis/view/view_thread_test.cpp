// A view of a device that plays: a feeder with a trail, the null device, and a reader.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <numbers>

#include "analysis/view/reader_count.hpp"
#include "analysis/view/view_run.hpp"
#include "ntdsp/feeder.h"
#include "ntdsp/view_writer.h"
#include "output/device/device_run.hpp"
#include "output/device/process.hpp"

namespace {

using namespace nt::test;

struct Close {
  void operator()(nt_view* v) const { nt_view_destroy(v); }
  void operator()(nt_feeder* f) const { nt_feeder_destroy(f); }
  void operator()(nt_ring* r) const { nt_ring_destroy(r); }
};
using OpenView = std::unique_ptr<nt_view, Close>;

OpenView make_view(const std::string& name, nt_view_options options = {}) {
  nt_view* v = nullptr;
  EXPECT_EQ(NT_OK, nt_view_create(name.c_str(), &options, &v)) << last_error();
  return OpenView(v);
}

nt_view_info info_of(const OpenView& v) {
  nt_view_info i{};
  EXPECT_EQ(NT_OK, nt_view_describe(v.get(), &i));
  return i;
}

/// The null device with a feeder, and a run that a test fills.
class Player {
 public:
  explicit Player(uint32_t channels = 2, double rate = 48000) : channels_(channels), rate_(rate) {
    device = open_device("null", request(NT_DEVICE_F64, rate, channels));
    const nt_feeder_options options{
        .block_frames = 0, .trail_frames = 131072, .gain = 1, .fade_s = 0, .flags = 0, .priority = 0};
    nt_feeder* f = nullptr;
    EXPECT_EQ(NT_OK, nt_feeder_create(device.get(), nullptr, &options, &f)) << last_error();
    feeder.reset(f);
  }

  ~Player() {
    if (view_ != nullptr) nt_view_detach(view_, device.get());
  }
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  /// Until it ends. The view outlives it.
  void show_in(const OpenView& view) {
    ASSERT_EQ(NT_OK, nt_view_attach(view.get(), device.get(), trail())) << last_error();
    view_ = view.get();
  }

  /// A run of a sine in every channel, the second one inverted where asked.
  void play_sine(double hz, double amplitude, double seconds, bool is_inverted = false) {
    const auto frames = static_cast<size_t>(seconds * rate_);
    const nt_ring_options options{frames, channels_, sizeof(double), 0, 0};
    nt_ring* ring = nullptr;
    ASSERT_EQ(NT_OK, nt_ring_create(&options, &ring));
    rings_.emplace_back(ring);
    std::vector<double> x(frames), y(frames);
    for (size_t i = 0; i < frames; ++i) {
      x[i] = amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate_);
      y[i] = is_inverted ? -x[i] : x[i];
    }
    std::vector<const void*> planes(channels_, x.data());
    if (channels_ > 1) planes[1] = y.data();
    uint32_t written = 0;
    nt_ring_write(ring, planes.data(), static_cast<uint32_t>(frames), &written);
    nt_ring_close(ring);
    ASSERT_EQ(NT_OK, nt_feeder_queue(feeder.get(), ring, rings_.size(), 0));
    if (rings_.size() == 1) nt_device_start(device.get());
  }

  [[nodiscard]] const nt_trail* trail() const { return nt_feeder_trail(feeder.get()); }

 private:
  uint32_t channels_;
  double rate_;
  nt_view* view_ = nullptr;
  std::vector<std::unique_ptr<nt_ring, Close>> rings_;

 public:
  OpenDevice device;
  std::unique_ptr<nt_feeder, Close> feeder;
};

TEST(ViewThread, given_a_sine_that_plays_then_readers_see_its_levels_its_spectrum_and_its_waveform) {
  const std::string name = view_name();
  const auto view = make_view(name);
  Player player;
  player.show_in(view);
  const ViewReader reader(view_path(name));
  player.play_sine(1000, 0.1, 12, true);
  ASSERT_TRUE(wait_for(
      [&] {
        const auto m = reader.meters();
        return std::abs(m.short_term_lufs + 20) < 0.05 && std::abs(m.channel[0].rms_db + 23.01) < 0.02;
      },
      60));
  const auto m = reader.meters();
  EXPECT_EQ(2u, m.channels);
  EXPECT_EQ(48000, m.rate_hz);
  EXPECT_NEAR(-20, m.channel[1].peak_db, 0.02);
  EXPECT_NEAR(-1, m.correlation, 1e-6);
  const auto s = std::make_unique<nt_view_spectrum>();
  ASSERT_TRUE(wait_for([&] {
    reader.newest(NT_VIEW_SPECTRUM, *s);
    return s->planes == 2 && std::abs(s->values[-s->first_band] + 20) < 0.1f;
  })) << s->planes;
  for (uint32_t b = 0; b < s->bands; ++b) EXPECT_LE(s->values[b], s->values[-s->first_band]);
  nt_view_column column;
  reader.newest(NT_VIEW_OVERVIEW, column);
  EXPECT_NEAR(0.1, column.greatest[0], 1e-3);
  EXPECT_NEAR(-0.1, column.least[1], 1e-3);
  EXPECT_NEAR(0.0707, column.rms[0], 1e-3);
}

TEST(ViewThread, given_a_device_with_a_buffer_then_what_is_shown_is_what_is_heard_and_not_what_was_sent) {
  const nt_ring_options shape{48000 * 8, 2, sizeof(double), 0, 0};
  nt_ring* ring = nullptr;
  ASSERT_EQ(NT_OK, nt_ring_create(&shape, &ring));
  const std::unique_ptr<nt_ring, Close> run(ring);
  const std::vector<double> x(48000 * 8, 0.25);
  const void* planes[] = {x.data(), x.data()};
  uint32_t written = 0;
  nt_ring_write(ring, planes, 48000 * 8, &written);
  nt_ring_close(ring);
  const std::string name = view_name();
  const auto view = make_view(name);
  auto r = request(NT_DEVICE_F64);
  r.latency_s = 1.5;
  auto device = open_device("null", r);
  const nt_feeder_options options{
      .block_frames = 0, .trail_frames = 1 << 18, .gain = 1, .fade_s = 0, .flags = 0, .priority = 0};
  nt_feeder* made = nullptr;
  ASSERT_EQ(NT_OK, nt_feeder_create(device.get(), nullptr, &options, &made));
  const std::unique_ptr<nt_feeder, Close> feeder(made);
  ASSERT_EQ(NT_OK, nt_view_attach(view.get(), device.get(), nt_feeder_trail(feeder.get())));
  const ViewReader reader(view_path(name));
  ASSERT_EQ(NT_OK, nt_feeder_queue(feeder.get(), ring, 1, 0));
  ASSERT_EQ(NT_OK, nt_device_start(device.get()));
  ASSERT_TRUE(wait_for([&] { return reader.meters().heard_frames > 24000; }));
  for (int i = 0; i < 50; ++i) {
    const auto m = reader.meters();
    const auto clock = clock_of(device.get());
    // Between the two the device may have taken more, and less of it is heard than was taken.
    EXPECT_LE(m.heard_frames, clock.played);
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    const double since = static_cast<double>(t.tv_sec * 1'000'000'000 + t.tv_nsec - clock.at_ns) * 48e-6;
    EXPECT_LE(static_cast<double>(m.heard_frames),
              static_cast<double>(clock.played) - std::max(0.0, static_cast<double>(clock.delay) - since) + 48);
    usleep(20'000);
  }
  EXPECT_EQ(NT_OK, nt_view_detach(view.get(), device.get()));
}

TEST(ViewThread, given_a_pause_then_silence_is_shown_and_the_thread_rests_until_it_goes_on) {
  const std::string name = view_name();
  const auto view = make_view(name);
  Player player;
  player.show_in(view);
  const ViewReader reader(view_path(name));
  player.play_sine(1000, 0.5, 20);
  ASSERT_TRUE(wait_for([&] { return reader.meters().channel[0].rms_db > -9.1; }));
  ASSERT_EQ(NT_OK, nt_feeder_pause(player.feeder.get()));
  ASSERT_TRUE(wait_for([&] {
    const auto m = reader.meters();
    return m.channel[0].peak_db == -INFINITY && m.channel[0].rms_db == -INFINITY;
  }));
  const auto s = std::make_unique<nt_view_spectrum>();
  ASSERT_TRUE(wait_for([&] {
    reader.newest(NT_VIEW_SPECTRUM, *s);
    return s->values[-s->first_band] == -INFINITY;
  }));
  ASSERT_TRUE(wait_for([&] { return reader.meters().is_silent == 1; }, 60));
  EXPECT_LT(reader.meters().short_term_lufs, -100);
  const uint64_t columns = reader.latest(NT_VIEW_OVERVIEW), spectra = info_of(view).spectra;
  const int64_t alive = reader.alive();
  ASSERT_TRUE(wait_for([&] { return reader.alive() > alive + 500'000'000; }));
  EXPECT_EQ(columns, reader.latest(NT_VIEW_OVERVIEW)) << "nothing is heard, nothing is measured";
  EXPECT_LE(info_of(view).spectra, spectra + 1);
  ASSERT_EQ(NT_OK, nt_feeder_resume(player.feeder.get()));
  ASSERT_TRUE(wait_for([&] { return reader.meters().channel[0].rms_db > -9.1 && reader.meters().is_silent == 0; }));
}

TEST(ViewThread, given_no_reader_then_no_spectrum_is_computed_and_it_is_as_soon_as_there_is_one) {
  const std::string name = view_name();
  const auto view = make_view(name, {.frames_per_second = 144, .overview_s = 0, .fft_size = 0, .bands_per_octave = 0});
  Player player;
  player.show_in(view);
  player.play_sine(1000, 0.5, 30);
  ASSERT_TRUE(wait_for([&] { return info_of(view).steps > 10; }));
  EXPECT_EQ(0u, info_of(view).spectra);
  EXPECT_EQ(0u, info_of(view).readers);
  {
    const ViewReader reader(view_path(name));
    EXPECT_TRUE(wait_for([&] { return info_of(view).readers == 1 && info_of(view).spectra > 100; }));
    EXPECT_GT(reader.latest(NT_VIEW_SPECTRUM), 100u);
  }
  EXPECT_TRUE(wait_for([&] { return info_of(view).readers == 0; }));
  const uint64_t steps = info_of(view).steps;
  ASSERT_TRUE(wait_for([&] { return info_of(view).steps > steps + 1; }));
  const uint64_t spectra = info_of(view).spectra;
  ASSERT_TRUE(wait_for([&] { return info_of(view).steps > steps + 5; }));
  EXPECT_EQ(spectra, info_of(view).spectra);
  EXPECT_EQ(0u, info_of(view).lost) << "ten times a second is often enough for all but the spectrum";
}

TEST(ViewThread, given_a_device_that_is_opened_anew_at_another_rate_then_the_same_file_goes_on) {
  const std::string name = view_name();
  const auto view = make_view(name);
  const ViewReader reader(view_path(name));
  uint64_t before = 0;
  for (const double rate : {48000.0, 44100.0, 96000.0}) {
    Player player(rate == 96000 ? 1 : 2, rate);
    player.show_in(view);
    const auto other = open_device("null", request(NT_DEVICE_F64));
    EXPECT_EQ(NT_OK, nt_view_detach(view.get(), other.get())) << "that one is not attached";
    player.play_sine(1000, 0.5, 10);
    ASSERT_TRUE(wait_for([&] {
      const auto m = reader.meters();
      return m.rate_hz == rate && m.channel[0].rms_db > -9.1;
    })) << rate;
    const auto s = std::make_unique<nt_view_spectrum>();
    ASSERT_TRUE(wait_for([&] {
      reader.newest(NT_VIEW_SPECTRUM, *s);
      return s->rate_hz == rate && s->planes > 0 && std::abs(s->values[-s->first_band] + 6.02) < 0.1;
    }));
    EXPECT_EQ(rate == 96000 ? 1u : 2u, s->planes);
    EXPECT_EQ(rate == 96000 ? 16384u : 8192u, s->fft_size);
    EXPECT_GT(reader.latest(NT_VIEW_METERS), before);
    before = reader.latest(NT_VIEW_METERS);
    ASSERT_EQ(NT_OK, nt_view_detach(view.get(), player.device.get()));
    ASSERT_TRUE(wait_for([&] { return reader.meters().channels == 0; }));
  }
  nt_view_place place{};
  nt_view_tell(view.get(), &place);
  EXPECT_EQ(3u, reader.place().output);
}

TEST(ViewThread, given_a_device_that_is_attached_in_the_place_of_another_then_the_end_of_that_one_is_no_matter) {
  const std::string name = view_name();
  const auto view = make_view(name);
  const ViewReader reader(view_path(name));
  auto old = std::make_unique<Player>(1);
  old->show_in(view);
  old->play_sine(1000, 0.5, 5);
  Player player;
  player.show_in(view);
  ASSERT_EQ(NT_OK, nt_view_detach(view.get(), old->device.get()));
  old.reset();
  player.play_sine(1000, 0.5, 10);
  EXPECT_TRUE(wait_for([&] { return reader.meters().channels == 2 && reader.meters().channel[1].rms_db > -9.1; }));
}

TEST(ViewThread, given_a_place_that_is_told_then_it_is_shown_and_levels_and_columns_are_of_its_entry) {
  const std::string name = view_name();
  const auto view = make_view(name);
  const ViewReader reader(view_path(name));
  EXPECT_TRUE(std::isnan(reader.place().duration_s));
  EXPECT_EQ(0u, reader.place().entry);
  Player player;
  player.show_in(view);
  player.play_sine(1000, 0.5, 10);
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  nt_view_place place{};
  place.entry = 7;
  place.state = NT_VIEW_PLAYING;
  place.position_s = 12.5;
  place.duration_s = 60;
  place.ahead_s = 0.1;
  place.at_ns = int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
  ASSERT_EQ(NT_OK, nt_view_tell(view.get(), &place));
  EXPECT_EQ(12.5, reader.place().position_s);
  EXPECT_EQ(1u, reader.place().output);
  ASSERT_TRUE(wait_for([&] { return reader.meters().entry == 7 && reader.meters().position_s == 12.6; }))
      << "as far as is certain, and no farther: " << reader.meters().position_s;
  nt_view_column column{};
  ASSERT_TRUE(wait_for([&] {
    reader.newest(NT_VIEW_OVERVIEW, column);
    return column.entry == 7;
  }));
  EXPECT_NEAR(12.6, column.position_s, 0.1);
}

TEST(ViewThread, given_another_program_made_of_the_header_alone_then_it_reads_place_and_meters) {
  Scratch folder;
  const std::string name = view_name();
  const auto view = make_view(name);
  Player player;
  player.show_in(view);
  player.play_sine(1000, 0.5, 20);
  nt_view_place place{};
  place.entry = 3;
  place.position_s = 1.25;
  nt_view_tell(view.get(), &place);
  const ViewReader reader(view_path(name));
  ASSERT_TRUE(wait_for([&] { return std::abs(reader.meters().momentary_lufs + 6.02) < 0.05; }));
  Process process({NT_VIEW_READER, view_path(name)}, folder.file("out"), folder.file("errors"));
  ASSERT_TRUE(wait_for([&] { return !process.runs(); }));
  const auto bytes = contents(folder.file("out"));
  EXPECT_EQ("entry 3 at 1.250 s, -6.02 dB, -6.02 dB, -6.0 LUFS\n", std::string(bytes.begin(), bytes.end()));
}

TEST(ViewThread, given_a_device_of_dsd_bits_then_there_is_nothing_to_measure) {
  const std::string name = view_name();
  const auto view = make_view(name);
  auto device = open_device("null", request(NT_DEVICE_DSD_U8, 64 * 44100.0));
  ASSERT_EQ(NT_OK, nt_view_attach(view.get(), device.get(), nullptr));
  const ViewReader reader(view_path(name));
  const uint64_t before = reader.latest(NT_VIEW_METERS);
  ASSERT_TRUE(wait_for([&] { return reader.latest(NT_VIEW_METERS) > before + 3; }));
  EXPECT_EQ(0u, reader.meters().channels);
  EXPECT_EQ(NT_OK, nt_view_detach(view.get(), device.get()));
}

TEST(ViewThread, given_absurd_arguments_then_they_are_refused_and_leave_nothing_behind) {
  const std::string name = view_name();
  nt_view* v = nullptr;
  const nt_view_options good{};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_create(nullptr, &good, &v));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_create(name.c_str(), nullptr, &v));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_create(name.c_str(), &good, nullptr));
  EXPECT_EQ(NT_NOT_FOUND, nt_view_create("a/b", &good, &v));
  for (const nt_view_options bad :
       {nt_view_options{NAN, 0, 0, 0}, nt_view_options{241, 0, 0, 0}, nt_view_options{0, 0.5, 0, 0},
        nt_view_options{0, 0, 1000, 0}, nt_view_options{0, 0, 32768, 0}, nt_view_options{0, 0, 0, 25}}) {
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_create(name.c_str(), &bad, &v));
    EXPECT_EQ(nullptr, v);
  }
  EXPECT_FALSE(std::filesystem::exists(view_path(name)));
  const auto view = make_view(name);
  EXPECT_EQ(NT_IO, nt_view_create(name.c_str(), &good, &v)) << "another player has it";
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_attach(view.get(), nullptr, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_attach(nullptr, nullptr, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_tell(view.get(), nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_describe(nullptr, nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_view_detach(view.get(), nullptr));
  nt_view_destroy(nullptr);
}

TEST(ViewReaders, given_a_mapping_whose_descriptor_is_closed_then_it_counts_until_it_goes) {
  const std::string name = view_name();
  const auto view = make_view(name);
  nt::analysis::ReaderCount count(view_path(name));
  EXPECT_EQ(0u, count.update());
  {
    const ViewReader one(view_path(name));
    EXPECT_EQ(1u, count.update());
    const ViewReader other(view_path(name));
    EXPECT_EQ(2u, count.update());
  }
  count.update();  // two closings at once may be told as one
  const ViewReader third(view_path(name));
  EXPECT_GE(count.update(), 1u);
}

}  // namespace
