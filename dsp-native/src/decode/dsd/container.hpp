#pragma once
// Where the bits stand in a DSF (Sony, "DSF File Format Specification" 1.01) or a DSDIFF file (Philips, "DSDIFF" 1.5).

#include <cstdint>
#include <optional>

#include "decode/source.hpp"
#include "decode/tags.hpp"

namespace nt::dsd {

using decode::Source;
using decode::Tags;

constexpr uint32_t max_channels = 6;

struct Container {
  bool is_dsf = false;
  uint32_t bit_rate = 0;  // bits a second of one channel
  uint32_t channels = 0;
  uint64_t channel_mask = 0;  // 0: not said, or not in the order of the mask's bits
  int64_t bits = 0;           // of one channel
  int64_t data = 0;           // offset of the first byte
  int64_t data_bytes = 0;     // that are there, all channels
  uint32_t block = 1;         // bytes of a channel that stand together
  bool lowest_first = false;  // the earliest bit of a byte is its lowest
  bool cut_short = false;     // the file ends before the length it states
  Tags tags;
};

/// Empty: neither format. Throws NT_MALFORMED, NT_UNSUPPORTED (DST, an unknown version), NT_LIMIT.
std::optional<Container> read_container(const Source& source);

bool is_dsf(const Source& source);
bool is_dsdiff(const Source& source);
Container read_dsf(const Source& source);
Container read_dsdiff(const Source& source);

/// Throws NT_UNSUPPORTED for rates other than DSD64 to DSD512 of the 44.1 and 48 kHz families.
void check_rate(uint64_t bit_rate);
/// Throws NT_MALFORMED for 0, NT_LIMIT for more than max_channels.
void check_channels(uint64_t channels);

}  // namespace nt::dsd
