#pragma once
// A growing run of bytes with the few ways files spell numbers.

#include <cstdint>
#include <string>
#include <string_view>

namespace nt::output {

class Bytes {
 public:
  Bytes& u8(uint8_t x) {
    bytes_.push_back(static_cast<char>(x));
    return *this;
  }
  Bytes& u16(uint16_t x) { return little(x, 2); }
  Bytes& u32(uint32_t x) { return little(x, 4); }
  Bytes& u64(uint64_t x) { return little(x, 8); }
  Bytes& big32(uint32_t x) {
    for (int shift = 24; shift >= 0; shift -= 8) u8(static_cast<uint8_t>(x >> shift));
    return *this;
  }
  Bytes& big64(uint64_t x) { return big32(static_cast<uint32_t>(x >> 32)).big32(static_cast<uint32_t>(x)); }
  Bytes& text(std::string_view s) { return raw(s.data(), s.size()); }
  Bytes& raw(const void* bytes, size_t count) {
    bytes_.append(static_cast<const char*>(bytes), count);
    return *this;
  }
  Bytes& zeros(size_t count) {
    bytes_.append(count, '\0');
    return *this;
  }
  [[nodiscard]] const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(bytes_.data()); }
  [[nodiscard]] size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  Bytes& little(uint64_t x, int count) {
    for (int i = 0; i < count; ++i) u8(static_cast<uint8_t>(x >> (8 * i)));
    return *this;
  }
  std::string bytes_;
};

}  // namespace nt::output
