#include "output/device/convert.hpp"

#include "output/device/device_run.hpp"
#include "output/device/forms.hpp"

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
    nt::device::pack_pcm(GetParam(), planes.data(), channels, static_cast<uint32_t>(values.size()), {}, out.data());
    EXPECT_TRUE(same_bytes(plain(GetParam(), s), out)) << channels;
  }
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
  const size_t frame = 2 * bytes_of(GetParam());
  for (const uint32_t cut : {1u, 63u, 257u, 3000u}) {
    Bytes out(expected.size());
    for (uint32_t at = 0; at < s.frames(); at += cut) {
      const double* planes[] = {s.pcm[0].data() + at, s.pcm[1].data() + at};
      nt::device::pack_pcm(GetParam(), planes, 2, std::min(cut, static_cast<uint32_t>(s.frames()) - at),
                           {drawn.data(), first + at}, out.data() + at * frame);
    }
    EXPECT_TRUE(same_bytes(expected, out)) << cut;
  }
}

TEST_P(Pcm, given_packed_samples_when_unpacked_and_packed_again_then_no_byte_changes) {
  const auto s = noise(GetParam(), 3, 700);
  const auto bytes = plain(GetParam(), s);
  Planes back(3, std::vector<double>(700));
  double* planes[] = {back[0].data(), back[1].data(), back[2].data()};
  nt::device::unpack_pcm(GetParam(), bytes.data(), 3, 700, planes);
  EXPECT_TRUE(same_bytes(bytes, plain(GetParam(), Signal{back, {}})));
}

INSTANTIATE_TEST_SUITE_P(DeviceConvert, Pcm,
                         testing::Values(NT_DEVICE_S16, NT_DEVICE_S24_3, NT_DEVICE_S24, NT_DEVICE_S32, NT_DEVICE_F32,
                                         NT_DEVICE_F64),
                         [](const auto& p) { return nt::device::form_of(p.param).name; });

class Bits : public testing::TestWithParam<nt_device_samples> {};

TEST_P(Bits, given_bits_when_packed_from_any_frame_then_every_byte_is_what_the_definition_says) {
  const uint32_t word = word_of(GetParam());
  for (const uint32_t channels : {1u, 2u, 6u})
    for (const uint64_t first : {0u, 1u, 1000001u}) {
      const auto s = noise(GetParam(), channels, 777 * word);
      std::vector<const uint8_t*> planes;
      for (const auto& plane : s.bits) planes.push_back(plane.data());
      Bytes out(777 * channels * bytes_of(GetParam()));
      nt::device::pack_bits(GetParam(), planes.data(), channels, 777, first, out.data());
      EXPECT_TRUE(same_bytes(plain(GetParam(), s, first), out)) << channels << " " << first;
      nt::device::pack_silence(GetParam(), channels, 777, first, out.data());
      EXPECT_TRUE(same_bytes(plain_silence(GetParam(), channels, 777, first), out)) << channels << " " << first;
    }
}

INSTANTIATE_TEST_SUITE_P(DeviceConvert, Bits,
                         testing::Values(NT_DEVICE_DSD_U8, NT_DEVICE_DSD_U16_LE, NT_DEVICE_DSD_U16_BE,
                                         NT_DEVICE_DSD_U32_LE, NT_DEVICE_DSD_U32_BE, NT_DEVICE_DOP_S24_3,
                                         NT_DEVICE_DOP_S24, NT_DEVICE_DOP_S32),
                         [](const auto& p) { return nt::device::form_of(p.param).name; });

}  // namespace
