#include "decode/dsd/bit_file.hpp"

#include <algorithm>

#include "abi/guard.hpp"
#include "decode/dsd/decimator.hpp"
#include "rt/bit_order.hpp"

namespace nt::dsd {
namespace {

constexpr size_t buffer_bytes = 1 << 18;

Container require(const Source& source) {
  auto container = read_container(source);
  if (!container) throw Error(NT_UNSUPPORTED, "this is neither a DSF nor a DSDIFF file");
  return *std::move(container);
}

}  // namespace

BitFile::BitFile(const decode::Origin& origin)
    : source_(origin),
      container_(require(source_)),
      // Interleaved bytes are read many at a time as well.
      group_bytes_(container_.is_dsf ? container_.block : 1),
      buffer_(buffer_bytes / (group_bytes_ * container_.channels) * group_bytes_ * container_.channels) {}

/// Makes group the first of the buffer.
void BitFile::load(int64_t group) {
  const size_t size = group_bytes_ * container_.channels;
  const int64_t at = group * static_cast<int64_t>(size);
  const auto there =
      static_cast<size_t>(std::clamp<int64_t>(container_.data_bytes - at, 0, static_cast<int64_t>(buffer_.size())));
  if (source_.peek(container_.data + at, buffer_.data(), there) != there)
    throw Error(NT_IO, "reading failed at byte " + std::to_string(container_.data + at));
  std::fill(buffer_.begin() + static_cast<std::ptrdiff_t>(there), buffer_.end(), idle_byte);
  buffered_from_ = group;
  buffered_to_ = group + static_cast<int64_t>(buffer_.size() / size);
}

void BitFile::read(int64_t first, size_t count, uint8_t* const* channels) {
  const int64_t end = bytes();
  const auto there = static_cast<size_t>(std::clamp<int64_t>(end - first, 0, static_cast<int64_t>(count)));
  for (size_t done = 0; done < there;) {
    const int64_t at = first + static_cast<int64_t>(done);
    const auto per_group = static_cast<int64_t>(group_bytes_);
    const int64_t group = at / per_group;
    if (group < buffered_from_ || group >= buffered_to_) load(group);
    const size_t run = group_bytes_ == 1 ? std::min(there - done, static_cast<size_t>(buffered_to_ - group))
                                         : std::min(there - done, static_cast<size_t>(per_group - at % per_group));
    const uint8_t* const from =
        buffer_.data() + static_cast<size_t>(group - buffered_from_) * group_bytes_ * container_.channels;
    for (uint32_t c = 0; c < container_.channels; ++c) {
      uint8_t* const to = channels[c] + done;
      if (group_bytes_ == 1)
        for (size_t i = 0; i < run; ++i) to[i] = from[i * container_.channels + c];
      else
        std::copy_n(from + c * group_bytes_ + at % per_group, run, to);
      if (container_.lowest_first) reverse_bits(to, run);
    }
    done += run;
  }
  const int cut = static_cast<int>(container_.bits % 8);
  for (uint32_t c = 0; c < container_.channels; ++c) {
    if (cut != 0 && first < end && there > 0 && first + static_cast<int64_t>(there) == end) {
      uint8_t& last = channels[c][there - 1];
      const auto kept = static_cast<uint8_t>(0xFF << (8 - cut));
      last = static_cast<uint8_t>((last & kept) | (idle_byte & ~kept));
    }
    std::fill_n(channels[c] + there, count - there, idle_byte);
  }
}

}  // namespace nt::dsd
