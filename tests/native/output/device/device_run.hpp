#pragma once
// What the tests of devices share: requests, signals, the plain conversions that ours are compared with, waiting.

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "decode/media_files.hpp"
#include "ntdsp/device.h"

namespace nt::test {

using Bytes = std::vector<uint8_t>;

inline nt_device_request request(nt_device_samples samples, double rate = 48000, uint32_t channels = 2) {
  nt_device_request r{};
  r.sample_rate = rate;
  r.latency_s = 0.1;
  r.seed = 7;
  r.channels = channels;
  r.samples = 1u << samples;
  return r;
}

struct CloseDevice {
  void operator()(nt_device* d) const { nt_device_close(d); }
};
using OpenDevice = std::unique_ptr<nt_device, CloseDevice>;

inline OpenDevice open_device(const std::string& id, const nt_device_request& r, nt_status* status = nullptr) {
  nt_device* d = nullptr;
  const nt_status s = nt_device_open(id.c_str(), &r, &d);
  if (status != nullptr)
    *status = s;
  else
    EXPECT_EQ(NT_OK, s) << id << ": " << last_error();
  return OpenDevice(d);
}

inline nt_device_clock clock_of(nt_device* d) {
  nt_device_clock c{};
  EXPECT_EQ(NT_OK, nt_device_clock_read(d, &c));
  return c;
}

inline std::string fault_of(nt_device* d) {
  char text[512];
  nt_device_fault(d, text, sizeof text);
  return text;
}

inline bool wait_for(const std::function<bool()>& done, double seconds = 20) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

inline bool is_dsd(int samples) { return samples >= NT_DEVICE_DSD_U8; }
/// Frames of the ring in one of the device.
inline uint32_t word_of(int samples) {
  static constexpr uint32_t words[] = {1, 1, 1, 1, 1, 1, 1, 2, 2, 4, 4, 2, 2, 2};
  return words[samples];
}
inline uint32_t bytes_of(int samples) {
  static constexpr uint32_t bytes[] = {2, 3, 4, 4, 4, 8, 1, 2, 2, 4, 4, 3, 4, 4};
  return bytes[samples];
}

/// What goes into a ring, whichever it is.
struct Signal {
  Planes pcm;
  std::vector<Bytes> bits;
  [[nodiscard]] size_t frames() const { return pcm.empty() ? bits[0].size() : pcm[0].size(); }
  [[nodiscard]] uint32_t channels() const { return static_cast<uint32_t>(pcm.empty() ? bits.size() : pcm.size()); }
};

/// Uniform over somewhat more than full scale, or random bits.
inline Signal noise(int samples, uint32_t channels, size_t frames, unsigned seed = 3, double peak = 1.01) {
  std::mt19937_64 random(seed);
  Signal s;
  if (is_dsd(samples)) {
    s.bits.assign(channels, Bytes(frames));
    for (auto& plane : s.bits)
      for (auto& byte : plane) byte = static_cast<uint8_t>(random());
  } else {
    s.pcm.assign(channels, std::vector<double>(frames));
    std::uniform_real_distribution<double> values(-peak, peak);
    for (auto& plane : s.pcm)
      for (auto& value : plane) value = values(random);
  }
  return s;
}

/// Writes frames from..from + count; returns how many there was room for.
inline uint32_t write_ring(nt_ring* ring, const Signal& s, size_t from, size_t count) {
  std::vector<const void*> planes;
  for (const auto& plane : s.pcm) planes.push_back(plane.data() + from);
  for (const auto& plane : s.bits) planes.push_back(plane.data() + from);
  uint32_t written = 0;
  EXPECT_EQ(NT_OK, nt_ring_write(ring, planes.data(), static_cast<uint32_t>(count), &written));
  return written;
}

/// Feeds all of it while the device plays, then closes the ring.
inline void feed(nt_device* d, const Signal& s, size_t from = 0) {
  nt_ring* const ring = nt_device_ring(d);
  while (from < s.frames()) {
    nt_ring_wait_writable(ring, 1, 20'000'000);
    const uint64_t room = std::min<uint64_t>(nt_ring_remaining(ring), s.frames() - from);
    if (clock_of(d).state == NT_DEVICE_LOST) return;
    if (room > 0) from += write_ring(ring, s, from, room);
  }
  nt_ring_close(ring);
}

/// One sample as its format's definition says, in integers and long double; dither in steps.
inline void plain_sample(int samples, double value, long double dither, Bytes& out) {
  const auto little = [&](uint64_t bits, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<uint8_t>(bits >> (8 * i)));
  };
  if (!std::isfinite(value)) value = 0;
  const auto integer = [&](int bits) {
    const long double full = std::ldexp(1.0L, bits - 1);
    const long double steps = value * full + dither;
    // Half to even by hand.
    long double low = std::floor(steps);
    const long double rest = steps - low;
    if (rest > 0.5L || (rest == 0.5L && std::fmod(low, 2.0L) != 0)) low += 1;
    return static_cast<uint64_t>(static_cast<int64_t>(std::min(std::max(low, -full), full - 1)));
  };
  switch (samples) {
    case NT_DEVICE_S16:
      return little(integer(16), 2);
    case NT_DEVICE_S24_3:
      return little(integer(24), 3);
    case NT_DEVICE_S24:
      return little(integer(24), 4);
    case NT_DEVICE_S32:
      return little(integer(32), 4);
    case NT_DEVICE_F32: {
      const double most = std::numeric_limits<float>::max();
      const auto narrow = static_cast<float>(std::max(-most, std::min(value, most)));
      uint32_t bits = 0;
      std::memcpy(&bits, &narrow, 4);
      return little(bits, 4);
    }
    default: {
      uint64_t bits = 0;
      std::memcpy(&bits, &value, 8);
      return little(bits, 8);
    }
  }
}

/// A device frame of bits at byte i of the planes; what is past the end of a plane is silence.
inline void plain_word(int samples, const std::vector<Bytes>& planes, size_t i, uint64_t device_frame, Bytes& out) {
  const uint32_t word = word_of(samples);
  for (const auto& plane : planes) {
    const auto byte = [&](size_t k) { return i + k < plane.size() ? plane[i + k] : uint8_t{0x69}; };
    const auto marker = static_cast<uint8_t>(device_frame % 2 == 0 ? 0x05 : 0xFA);
    switch (samples) {
      case NT_DEVICE_DOP_S24_3:
        out.insert(out.end(), {byte(1), byte(0), marker});
        break;
      case NT_DEVICE_DOP_S24:
        out.insert(out.end(), {byte(1), byte(0), marker, static_cast<uint8_t>(marker >= 0x80 ? 0xFF : 0)});
        break;
      case NT_DEVICE_DOP_S32:
        out.insert(out.end(), {0, byte(1), byte(0), marker});
        break;
      default:
        for (uint32_t k = 0; k < word; ++k) {
          const bool little = samples == NT_DEVICE_DSD_U16_LE || samples == NT_DEVICE_DSD_U32_LE;
          out.push_back(byte(little ? word - 1 - k : k));
        }
    }
  }
}

/// All of a signal as the device's bytes, without dither.
inline Bytes plain(int samples, const Signal& s, uint64_t first_device_frame = 0) {
  Bytes out;
  if (is_dsd(samples)) {
    for (size_t i = 0; i < s.frames(); i += word_of(samples)) plain_word(samples, s.bits, i, first_device_frame++, out);
    return out;
  }
  for (size_t i = 0; i < s.frames(); ++i)
    for (const auto& plane : s.pcm) plain_sample(samples, plane[i], 0, out);
  return out;
}

/// count device frames of silence.
inline Bytes plain_silence(int samples, uint32_t channels, size_t count, uint64_t first_device_frame) {
  if (!is_dsd(samples)) return Bytes(count * channels * bytes_of(samples), 0);
  Bytes out;
  const std::vector<Bytes> nothing(channels);
  for (size_t i = 0; i < count; ++i) plain_word(samples, nothing, 0, first_device_frame + i, out);
  return out;
}

inline Bytes contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

/// Where two runs of bytes first differ, for messages that stay readable.
inline testing::AssertionResult same_bytes(const Bytes& expected, const Bytes& got) {
  const auto [e, g] = std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
  if (e == expected.end() && g == got.end()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << expected.size() << " bytes expected, " << got.size() << " found, equal up to "
                                     << e - expected.begin();
}

}  // namespace nt::test
