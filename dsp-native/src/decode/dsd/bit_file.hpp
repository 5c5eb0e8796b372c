#pragma once
// The raw bits of a DSF or DSDIFF file, byte by byte of each channel.

#include <string>
#include <vector>

#include "decode/dsd/container.hpp"

namespace nt::dsd {

class BitFile {
 public:
  /// Throws what nt_decoder_open answers; NT_UNSUPPORTED for what is neither.
  explicit BitFile(const decode::Origin& origin);

  [[nodiscard]] const Container& container() const { return container_; }
  /// Bytes of a channel; the last may be cut.
  [[nodiscard]] int64_t bytes() const { return (container_.bits + 7) / 8; }

  /// Bytes first..first + count - 1 of every channel, the earliest bit the highest whatever the file's order. Past the
  /// end stands idle_byte. Throws NT_IO.
  void read(int64_t first, size_t count, uint8_t* const* channels);

 private:
  void load(int64_t group);

  Source source_;
  Container container_;
  size_t group_bytes_;                           // of all channels that stand together, a channel
  std::vector<uint8_t> buffer_;                  // whole groups
  int64_t buffered_from_ = 0, buffered_to_ = 0;  // groups
};

}  // namespace nt::dsd
