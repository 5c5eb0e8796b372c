#pragma once
// DSF (Sony, "DSF File Format Specification" 1.01) and DSDIFF (Philips, 1.5) files with a tone from a second-order
// one-bit modulator: FFmpeg has no writer for either.

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace nt::test {

constexpr int dsd64 = 2'822'400;

/// One bit a sample, +1 and -1 as 1 and 0, of amplitude * sin.
inline std::vector<uint8_t> modulate(double frequency, double amplitude, int bits) {
  std::vector<uint8_t> out(static_cast<size_t>(bits));
  double first = 0, second = 0, fed_back = 0;
  for (int i = 0; i < bits; ++i) {
    first += amplitude * std::sin(2 * M_PI * frequency * i / dsd64) - fed_back;
    second += first - 2 * fed_back;
    fed_back = second >= 0 ? 1.0 : -1.0;
    out[static_cast<size_t>(i)] = second >= 0;
  }
  return out;
}

/// Eight bits a byte: the first in time is the lowest bit in DSF, the highest in DSDIFF.
inline std::vector<uint8_t> pack(const std::vector<uint8_t>& bits, bool lowest_first) {
  std::vector<uint8_t> bytes(bits.size() / 8);
  for (size_t i = 0; i < bytes.size() * 8; ++i)
    bytes[i / 8] |= static_cast<uint8_t>(bits[i] << (lowest_first ? i % 8 : 7 - i % 8));
  return bytes;
}

class Bits {
 public:
  Bits& text(const char* t) {
    out_ += t;
    return *this;
  }
  Bits& little(uint64_t x, int n) {
    for (int i = 0; i < n; ++i) out_ += static_cast<char>(x >> (8 * i));
    return *this;
  }
  Bits& big(uint64_t x, int n) {
    for (int i = n - 1; i >= 0; --i) out_ += static_cast<char>(x >> (8 * i));
    return *this;
  }
  Bits& bytes(const uint8_t* p, size_t n) {
    out_.append(reinterpret_cast<const char*>(p), n);
    return *this;
  }
  [[nodiscard]] const std::string& str() const { return out_; }

 private:
  std::string out_;
};

/// bits: of each channel, a multiple of 8 * 4096.
inline void write_dsf(const std::string& path, const std::vector<std::vector<uint8_t>>& bits) {
  constexpr size_t block = 4096;
  const size_t channels = bits.size();
  std::vector<std::vector<uint8_t>> packed;
  for (const auto& channel : bits) packed.push_back(pack(channel, true));
  Bits data;
  for (size_t at = 0; at < packed[0].size(); at += block)
    for (const auto& channel : packed) data.bytes(channel.data() + at, block);
  Bits file;
  file.text("DSD ").little(28, 8).little(28 + 52 + 12 + data.str().size(), 8).little(0, 8);
  file.text("fmt ")
      .little(52, 8)
      .little(1, 4)
      .little(0, 4)
      .little(channels, 4)
      .little(channels, 4)
      .little(dsd64, 4)
      .little(1, 4);
  file.little(bits[0].size(), 8).little(block, 4).little(0, 4);
  file.text("data").little(12 + data.str().size(), 8);
  std::ofstream(path, std::ios::binary) << file.str() << data.str();
}

inline void write_dff(const std::string& path, const std::vector<std::vector<uint8_t>>& bits) {
  std::vector<std::vector<uint8_t>> packed;
  for (const auto& channel : bits) packed.push_back(pack(channel, false));
  Bits data;
  for (size_t i = 0; i < packed[0].size(); ++i)
    for (const auto& channel : packed) data.bytes(&channel[i], 1);
  Bits properties;
  properties.text("SND ").text("FS  ").big(4, 8).big(dsd64, 4);
  properties.text("CHNL").big(2 + 4 * bits.size(), 8).big(bits.size(), 2).text("SLFT").text("SRGT");
  properties.text("CMPR").big(20, 8).text("DSD ").big(14, 1).text("not compressed").big(0, 1);
  Bits file;
  std::string whole = std::string("DSD ") + "FVER" + Bits().big(4, 8).big(0x01050000, 4).str() + "PROP" +
                      Bits().big(properties.str().size(), 8).str() + properties.str() + "DSD " +
                      Bits().big(data.str().size(), 8).str() + data.str();
  file.text("FRM8").big(whole.size(), 8);
  std::ofstream(path, std::ios::binary) << file.str() << whole;
}

}  // namespace nt::test
