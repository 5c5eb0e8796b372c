#include <algorithm>

#include "decode/dsd/bytes.hpp"
#include "decode/dsd/container.hpp"
#include "decode/dsd/id3v2.hpp"

namespace nt::dsd {
namespace {

constexpr uint32_t block_bytes = 4096;

/// Speakers of the channel types 1 to 7: mono, stereo, three, quad, four, five, 5.1.
constexpr uint64_t masks[] = {0x4, 0x3, 0x7, 0x33, 0xF, 0x37, 0x3F};
constexpr uint32_t counts[] = {1, 2, 3, 4, 4, 5, 6};

}  // namespace

bool is_dsf(const Source& source) {
  char head[4] = {};
  return source.peek(0, head, 4) == 4 && std::memcmp(head, "DSD ", 4) == 0;
}

Container read_dsf(const Source& source) {
  const Piece<92> head(source, 0, "its DSF header");
  if (head.little(4, 8) != 28 || !head.is(28, "fmt "))
    throw Error(NT_MALFORMED, "this begins as a DSF file and has no fmt chunk");
  const uint64_t format_bytes = head.little(32, 8);
  if (format_bytes < 52 || format_bytes > 4096) throw Error(NT_MALFORMED, "the fmt chunk has a wrong size");
  if (head.little(40, 4) != 1) throw Error(NT_UNSUPPORTED, "this version of DSF is not known; version 1 is read");
  if (head.little(44, 4) != 0) throw Error(NT_UNSUPPORTED, "this DSF file does not hold plain DSD");
  Container c;
  c.is_dsf = true;
  check_channels(head.little(52, 4));
  c.channels = static_cast<uint32_t>(head.little(52, 4));
  check_rate(head.little(56, 4));
  c.bit_rate = static_cast<uint32_t>(head.little(56, 4));
  const uint64_t order = head.little(60, 4);
  if (order != 1 && order != 8) throw Error(NT_MALFORMED, "the bits a sample are neither 1 nor 8");
  c.lowest_first = order == 1;
  if (head.little(72, 4) != block_bytes)
    throw Error(NT_MALFORMED, "the blocks of a DSF file have 4096 bytes a channel");
  c.block = block_bytes;
  const uint64_t type = head.little(48, 4);
  if (type >= 1 && type <= 7 && counts[type - 1] == c.channels) c.channel_mask = masks[type - 1];

  const int64_t chunk = static_cast<int64_t>(28 + format_bytes);
  const Piece<12> data(source, chunk, "its DSF header");
  if (!data.is(0, "data")) throw Error(NT_MALFORMED, "the fmt chunk of a DSF file is followed by its data chunk");
  c.data = chunk + 12;
  const uint64_t stated = data.little(4, 8);
  if (stated < 12) throw Error(NT_MALFORMED, "the data chunk is smaller than its header");
  const int64_t there = std::max<int64_t>(source.size() - c.data, 0);
  c.data_bytes = static_cast<int64_t>(std::min<uint64_t>(stated - 12, static_cast<uint64_t>(there)));
  // Within a block of all channels each one's bytes stand together, so a cut one is not lost as a whole.
  const int64_t group = int64_t{block_bytes} * c.channels;
  const int64_t rest = c.data_bytes % group;
  const int64_t last = std::clamp<int64_t>(rest - group + block_bytes, 0, block_bytes);
  const int64_t held = 8 * (c.data_bytes / group * block_bytes + last);
  const uint64_t bits = head.little(64, 8);
  c.cut_short = bits > static_cast<uint64_t>(held);
  c.bits = c.cut_short ? held : static_cast<int64_t>(bits);

  const uint64_t metadata = head.little(20, 8);
  if (metadata >= static_cast<uint64_t>(c.data) && metadata < static_cast<uint64_t>(source.size()))
    read_id3v2(source, static_cast<int64_t>(metadata), source.size() - static_cast<int64_t>(metadata), c.tags);
  return c;
}

}  // namespace nt::dsd
