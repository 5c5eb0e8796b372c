#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "ntdsp/dsd.h"

namespace {

using Bytes = std::vector<std::vector<uint8_t>>;

Bytes noise(uint32_t channels, size_t count) {
  std::mt19937 random(4);
  Bytes planes(channels, std::vector<uint8_t>(count));
  for (auto& plane : planes)
    for (auto& byte : plane) byte = static_cast<uint8_t>(random());
  return planes;
}

std::vector<uint8_t*> pointers(Bytes& planes) {
  std::vector<uint8_t*> to;
  for (auto& plane : planes) to.push_back(plane.data());
  return to;
}

TEST(Dop, given_bytes_then_the_words_carry_the_markers_and_the_earliest_bit_below_them) {
  const uint8_t left[] = {0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC}, right[] = {0, 1, 2, 3, 4, 5};
  const uint8_t* planes[] = {left, right};
  int32_t words[6] = {};
  ASSERT_EQ(NT_OK, nt_dop_pack(planes, 2, 3, 0, words));
  // 0xFA is negative as the top of 24 bits.
  const int32_t expected[] = {0x051234, 0x050001, 0xFA5678 - 0x1000000, 0xFA0203 - 0x1000000, 0x059ABC, 0x050405};
  EXPECT_TRUE(std::equal(words, words + 6, expected));
  ASSERT_EQ(NT_OK, nt_dop_pack(planes, 2, 1, 7, words));
  EXPECT_EQ(0xFA1234 - 0x1000000, words[0]);
}

TEST(Dop, given_any_number_of_frames_then_unpacking_gives_the_bytes_back_whatever_the_parity) {
  for (const uint32_t channels : {1u, 2u, 6u})
    for (const uint64_t first : {0u, 1u}) {
      auto in = noise(channels, 2 * 501), out = noise(channels, 2 * 501);
      std::vector<int32_t> words(501 * channels);
      ASSERT_EQ(NT_OK, nt_dop_pack(pointers(in).data(), channels, 501, first, words.data()));
      int32_t odd = -1;
      ASSERT_EQ(NT_OK, nt_dop_unpack(words.data(), channels, 501, pointers(out).data(), &odd));
      EXPECT_EQ(static_cast<int32_t>(first), odd);
      EXPECT_EQ(in, out);
      words[7 * channels] ^= 0x10000;
      EXPECT_EQ(NT_MALFORMED, nt_dop_unpack(words.data(), channels, 501, pointers(out).data(), &odd));
      words[0] = 0;
      EXPECT_EQ(NT_MALFORMED, nt_dop_unpack(words.data(), channels, 501, pointers(out).data(), &odd));
    }
}

TEST(DsdForms, given_alsas_formats_then_the_bytes_stand_as_their_names_say) {
  const uint8_t left[] = {1, 2, 3, 4, 5, 6, 7, 8}, right[] = {11, 12, 13, 14, 15, 16, 17, 18};
  const uint8_t* planes[] = {left, right};
  const std::pair<nt_dsd_form, std::vector<uint8_t>> cases[] = {
      {NT_DSD_U8, {1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16, 7, 17, 8, 18}},
      {NT_DSD_U16_LE, {2, 1, 12, 11, 4, 3, 14, 13, 6, 5, 16, 15, 8, 7, 18, 17}},
      {NT_DSD_U16_BE, {1, 2, 11, 12, 3, 4, 13, 14, 5, 6, 15, 16, 7, 8, 17, 18}},
      {NT_DSD_U32_LE, {4, 3, 2, 1, 14, 13, 12, 11, 8, 7, 6, 5, 18, 17, 16, 15}},
      {NT_DSD_U32_BE, {1, 2, 3, 4, 11, 12, 13, 14, 5, 6, 7, 8, 15, 16, 17, 18}}};
  for (const auto& [form, expected] : cases) {
    std::vector<uint8_t> out(16);
    ASSERT_EQ(NT_OK, nt_dsd_interleave(form, planes, 2, 8, out.data()));
    EXPECT_EQ(expected, out) << form;
    Bytes back(2, std::vector<uint8_t>(8));
    ASSERT_EQ(NT_OK, nt_dsd_deinterleave(form, out.data(), 2, 8, pointers(back).data()));
    EXPECT_TRUE(std::equal(left, left + 8, back[0].begin()) && std::equal(right, right + 8, back[1].begin())) << form;
  }
}

TEST(DsdForms, given_absurd_arguments_then_they_are_refused) {
  auto planes = noise(2, 8);
  const auto to = pointers(planes);
  uint8_t bytes[16] = {};
  int32_t words[8] = {}, odd = 0;
  uint8_t* hole[] = {bytes, nullptr};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dsd_interleave(9, to.data(), 2, 8, bytes));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dsd_interleave(NT_DSD_U32_BE, to.data(), 2, 6, bytes));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dsd_interleave(NT_DSD_U8, to.data(), 7, 8, bytes));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dsd_interleave(NT_DSD_U8, hole, 2, 8, bytes));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dsd_deinterleave(NT_DSD_U8, nullptr, 2, 8, to.data()));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dop_pack(to.data(), 0, 4, 0, words));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dop_pack(to.data(), 2, 0, 0, words));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dop_unpack(words, 2, 70'000, to.data(), &odd));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dop_unpack(words, 2, 4, to.data(), nullptr));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_dsd_file_open(nullptr, nullptr));
  nt_dsd_file* file = nullptr;
  EXPECT_EQ(NT_NOT_FOUND, nt_dsd_file_open("/nowhere.dsf", &file));
}

}  // namespace
