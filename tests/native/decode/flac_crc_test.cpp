#include "decode/flac_crc.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace {

/// Bit by bit.
uint16_t plain(const std::vector<uint8_t>& bytes) {
  unsigned crc = 0;
  for (const uint8_t byte : bytes)
    for (int bit = 7; bit >= 0; --bit) {
      const unsigned out = (crc >> 15 ^ byte >> bit) & 1;
      crc = (crc << 1 & 0xFFFF) ^ (out != 0 ? 0x8005 : 0);
    }
  return static_cast<uint16_t>(crc);
}

TEST(FlacCrc, given_any_bytes_then_the_sum_is_that_of_the_plain_division) {
  std::mt19937 random(8);
  for (size_t count = 0; count < 200; ++count) {
    std::vector<uint8_t> bytes(count);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random());
    EXPECT_EQ(plain(bytes), nt::decode::flac_crc(bytes.data(), count)) << count;
    const uint16_t sum = plain(bytes);
    bytes.push_back(static_cast<uint8_t>(sum >> 8));
    bytes.push_back(static_cast<uint8_t>(sum));
    EXPECT_EQ(0, nt::decode::flac_crc(bytes.data(), bytes.size())) << count;
  }
}

}  // namespace
