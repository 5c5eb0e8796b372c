#include "system/convert.hpp"

#include "output/device/device_run.hpp"
#include "system/forms.hpp"

namespace {

using namespace nt::test;

class Pcm : public testing::TestWithParam<nt_device_samples> {};

/// Where rounding, clipping and floats have their corners, then noise.
std::vector<double> edge_values() {
  const double inf = std::numeric_limits<double>::infinity();
  std::vector<double> v = {0,    -0.0,         1,      -1,    1.5,    -1.5,    2,   -2,      1e300,   -1e300, inf,
                           -inf, std::nan(""), 5e-324, 1e-40, 3.5e38, -3.5e38, 0.5, 1.0 / 3, -1.0 / 3};
  for (const int bits : {16, 24, 32}) {
    const double step = std::ldexp(1.0, 1 - bits);
    for (const double k : {0.5, 1.0, 1.5, 2.5, -0.5, -1.5, -2.5})
      for (const double nudge : {0.0, 1e-3, -1e-3})
        for (const double from : {0.0, 1 - 3 * step, -1.0}) v.push_back(from + (k + nudge) * step);
  }
  const auto more = noise(NT_DEVICE_F64, 1, 1500);
  v.insert(v.end(), more.pcm[0].begin(), more.pcm[0].end());
  return v;
}

TEST_P(Pcm, given_edge_values_when_packed_then_every_byte_is_what_the_definition_says) {
  const auto values = edge_values();
  for (const uint32_t channels : {1u, 2u, 3u, 8u}) {
    Signal s;
    for (uint32_t c = 0; c < channels; ++c) {
      auto turned = values;
      std::rotate(turned.begin(), turned.begin() + static_cast<long>(c * 7), turned.end());
      s.pcm.push_back(turned);
    }
    std::vector<const double*> planes;
    for (const auto& plane : s.pcm) planes.push_back(plane.data());
    Bytes out(values.size() * channels * bytes_of(GetParam()), 0xEE);
    nt::system::pack_pcm(GetParam(), planes.data(), channels, static_cast<uint32_t>(values.size()), {}, out.data());
    EXPECT_TRUE(same_bytes(plain(GetParam(), s), out)) << channels;
  }
}

using Since = std::vector<uint32_t>;

/// The frames of a signal in pieces of cut.
Bytes packed_in_cuts(nt_device_samples samples, const Signal& s, const std::vector<nt::CounterNoise>& drawn,
                     uint64_t first, size_t cut, Since& since) {
  const size_t frame = s.channels() * bytes_of(samples);
  Bytes out(s.frames() * frame);
  for (size_t at = 0; at < s.frames(); at += cut) {
    std::vector<const double*> planes;
    for (const auto& plane : s.pcm) planes.push_back(plane.data() + at);
    nt::system::pack_pcm(samples, planes.data(), s.channels(), static_cast<uint32_t>(std::min(cut, s.frames() - at)),
                         {drawn.data(), first + at, since.data()}, out.data() + at * frame);
  }
  return out;
}

/// The step of frame i of a channel.
int32_t step_of(nt_device_samples samples, const Bytes& out, size_t channels, size_t i, size_t c) {
  const size_t bytes = bytes_of(samples);
  uint32_t value = 0;
  for (size_t k = 0; k < bytes; ++k) value |= uint32_t{out[(i * channels + c) * bytes + k]} << (8 * k);
  const int unused = 32 - static_cast<int>(std::min<size_t>(bytes, 4)) * 8;
  return static_cast<int32_t>(value << unused) >> unused;
}

TEST_P(Pcm, given_dither_when_packed_in_any_cut_then_every_step_is_the_value_plus_the_frames_own_noise) {
  const auto s = noise(GetParam(), 2, 3000);
  const std::vector<nt::CounterNoise> drawn = {{7, 0}, {7, 1}};
  const bool dithers = bytes_of(GetParam()) < 4 || GetParam() == NT_DEVICE_S24;
  const uint64_t first = 12345;
  Bytes expected;
  for (size_t i = 0; i < s.frames(); ++i)
    for (uint32_t c = 0; c < 2; ++c)
      plain_sample(GetParam(), s.pcm[c][i], dithers ? drawn[c].triangular(first + i) : 0.0, expected);
  for (const size_t cut : {1u, 63u, 257u, 3000u}) {
    Since since(2, nt::system::dither_hold);
    EXPECT_TRUE(same_bytes(expected, packed_in_cuts(GetParam(), s, drawn, first, cut, since))) << cut;
  }
}

class Dithered : public testing::TestWithParam<nt_device_samples> {
 protected:
  static constexpr size_t hold = nt::system::dither_hold;
  const std::vector<nt::CounterNoise> drawn = {{7, 0}, {7, 1}};
  [[nodiscard]] double step() const { return GetParam() == NT_DEVICE_S16 ? 0x1p-15 : 0x1p-23; }
};

TEST_P(Dithered, given_nothing_but_steps_when_dithered_in_any_cut_then_not_one_is_changed) {
  auto s = noise(GetParam(), 2, 40000);
  for (auto& plane : s.pcm)
    for (auto& value : plane) value = std::floor(value / step()) * step();
  s.pcm[1][20000] = std::nan("");
  for (const size_t cut : {1u, 255u, 4001u, 40000u}) {
    Since since(2, nt::system::dither_hold);
    EXPECT_TRUE(same_bytes(plain(GetParam(), s), packed_in_cuts(GetParam(), s, drawn, 5, cut, since))) << cut;
    EXPECT_EQ(Since(2, nt::system::dither_hold), since);
  }
}

TEST_P(Dithered,
       given_samples_between_steps_among_steps_when_dithered_then_it_lasts_from_the_first_to_a_hold_after_the_last) {
  const std::vector<size_t> between = {1000, 1001, 5000, 9000 + hold / 2, 60000};
  Signal s;
  s.pcm.assign(2, std::vector<double>(90000));
  for (size_t i = 0; i < s.frames(); ++i)
    s.pcm[0][i] = s.pcm[1][i] = std::floor(1000 * std::sin(0.01 * static_cast<double>(i))) * step();
  for (const size_t i : between) s.pcm[0][i] += 0.25 * step();  // the other channel has nothing but steps
  Bytes first;
  for (const size_t cut : {1u, 100u, 256u, 90000u}) {
    Since since(2, nt::system::dither_hold);
    const auto out = packed_in_cuts(GetParam(), s, drawn, 77, cut, since);
    if (first.empty()) first = out;
    ASSERT_TRUE(same_bytes(first, out)) << "the cut of " << cut << " shows";
    Bytes expected;
    for (size_t i = 0; i < s.frames(); ++i)
      for (uint32_t c = 0; c < 2; ++c) {
        const bool dithers =
            c == 0 && std::any_of(between.begin(), between.end(), [&](size_t k) { return k <= i && i - k < hold; });
        plain_sample(GetParam(), s.pcm[c][i], dithers ? drawn[c].triangular(77 + i) : 0.0, expected);
      }
    ASSERT_TRUE(same_bytes(expected, out)) << cut;
  }
}

/// A signal that rests on steps and passes them, as one of few more bits does: mean and variance of the error must not
/// depend on where between two steps it stands. The variance of TPDF rounding is a quarter of a step squared.
TEST_P(Dithered, given_a_signal_of_two_more_bits_when_dithered_then_the_error_is_the_same_wherever_it_stands) {
  constexpr size_t frames = 800000;
  Signal s;
  s.pcm.assign(1, std::vector<double>(frames));
  std::mt19937 random(5);
  for (auto& value : s.pcm[0]) value = static_cast<double>(static_cast<int>(random() % 4000) - 2000) / 4 * step();
  s.pcm[0][0] = 0.25 * step();
  Since since(1, nt::system::dither_hold);
  const auto out = packed_in_cuts(GetParam(), s, drawn, 0, 512, since);
  for (int part = 0; part < 4; ++part) {
    double sum = 0, squares = 0, count = 0;
    for (size_t i = 0; i < frames; ++i) {
      const double steps = s.pcm[0][i] / step();
      if (steps - std::floor(steps) != part / 4.0) continue;
      const double error = step_of(GetParam(), out, 1, i, 0) - steps;
      sum += error;
      squares += error * error;
      ++count;
    }
    ASSERT_GT(count, 100000);
    EXPECT_NEAR(0, sum / count, 0.006) << part;
    EXPECT_NEAR(0.25, squares / count, 0.004) << part;
  }
}

INSTANTIATE_TEST_SUITE_P(DeviceConvert, Dithered, testing::Values(NT_DEVICE_S16, NT_DEVICE_S24_3, NT_DEVICE_S24),
                         [](const auto& p) { return nt::system::form_of(p.param).name; });

TEST_P(Pcm, given_packed_samples_when_unpacked_and_packed_again_then_no_byte_changes) {
  const auto s = noise(GetParam(), 3, 700);
  const auto bytes = plain(GetParam(), s);
  Planes back(3, std::vector<double>(700));
  double* planes[] = {back[0].data(), back[1].data(), back[2].data()};
  nt::system::unpack_pcm(GetParam(), bytes.data(), 3, 700, planes);
  EXPECT_TRUE(same_bytes(bytes, plain(GetParam(), Signal{back, {}})));
}

INSTANTIATE_TEST_SUITE_P(DeviceConvert, Pcm,
                         testing::Values(NT_DEVICE_S16, NT_DEVICE_S24_3, NT_DEVICE_S24, NT_DEVICE_S32, NT_DEVICE_F32,
                                         NT_DEVICE_F64),
                         [](const auto& p) { return nt::system::form_of(p.param).name; });

class Bits : public testing::TestWithParam<nt_device_samples> {};

TEST_P(Bits, given_bits_when_packed_from_any_frame_then_every_byte_is_what_the_definition_says) {
  const uint32_t word = word_of(GetParam());
  for (const uint32_t channels : {1u, 2u, 6u})
    for (const uint64_t first : {0u, 1u, 1000001u}) {
      const auto s = noise(GetParam(), channels, 777 * word);
      std::vector<const uint8_t*> planes;
      for (const auto& plane : s.bits) planes.push_back(plane.data());
      Bytes out(777 * channels * bytes_of(GetParam()));
      nt::system::pack_bits(GetParam(), planes.data(), channels, 777, first, out.data());
      EXPECT_TRUE(same_bytes(plain(GetParam(), s, first), out)) << channels << " " << first;
      nt::system::pack_silence(GetParam(), channels, 777, first, out.data());
      EXPECT_TRUE(same_bytes(plain_silence(GetParam(), channels, 777, first), out)) << channels << " " << first;
    }
}

INSTANTIATE_TEST_SUITE_P(DeviceConvert, Bits,
                         testing::Values(NT_DEVICE_DSD_U8, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U16_BE,
                                         NT_DEVICE_DSD_U32_LE, NT_DEVICE_DSD_U32_BE, NT_DEVICE_DOP_S24_3,
                                         NT_DEVICE_DOP_S24, NT_DEVICE_DOP_S32),
                         [](const auto& p) { return nt::system::form_of(p.param).name; });

}  // namespace
