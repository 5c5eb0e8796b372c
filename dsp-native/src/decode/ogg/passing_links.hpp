#pragma once
// Links of a chain that can only be read forwards: bytes up to the border of one, and on from there when asked.

#include <array>

#include "decode/ogg/page.hpp"
#include "ntdsp/decode.h"

namespace nt::decode::ogg {

class PassingLinks {
 public:
  explicit PassingLinks(const nt_byte_source& source) : source_(source) {}
  PassingLinks(const PassingLinks&) = delete;
  PassingLinks& operator=(const PassingLinks&) = delete;

  /// Of this link alone; valid as long as this object is. What is no Ogg passes as it is.
  [[nodiscard]] nt_byte_source bytes();

  /// The end that the bytes came to was a border. They then go on with the next link.
  bool go_on();

 private:
  int64_t read(uint8_t* to, size_t count);
  int64_t pull(uint8_t* to, size_t count);
  bool fill(size_t bytes);
  int64_t give(uint8_t* to, size_t count, size_t most);

  nt_byte_source source_;
  int64_t position_ = 0;
  std::array<uint8_t, head_bytes + 255> held_{};  // read, and not yet given
  size_t held_count_ = 0;
  size_t passing_ = 0;  // bytes of the page that pass unseen
  int64_t failed_ = 0;  // what the source answered last, where that was the end or a failure
  bool is_known_ = false, is_ogg_ = false;
  bool has_begun_ = false;  // a page of this link that begins no stream has passed
  bool is_at_border_ = false, is_first_ = true;
};

}  // namespace nt::decode::ogg
