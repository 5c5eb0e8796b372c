#include "decode/dsd/container.hpp"

#include <algorithm>

#include "abi/guard.hpp"
#include "decode/dsd/bytes.hpp"

namespace nt::dsd {

std::optional<Container> read_container(const Source& source) {
  if (is_dsf(source)) return read_dsf(source);
  if (is_dsdiff(source)) return read_dsdiff(source);
  return {};
}

void check_rate(uint64_t bit_rate) {
  for (const uint64_t base : {uint64_t{44100}, uint64_t{48000}})
    for (uint64_t multiple = 64; multiple <= 512; multiple *= 2)
      if (bit_rate == base * multiple) return;
  throw Error(NT_UNSUPPORTED, "the rate is " + std::to_string(bit_rate) +
                                  " bits a second; DSD64 to DSD512 of 44.1 and 48 kHz are read");
}

void check_channels(uint64_t channels) {
  if (channels < 1) throw Error(NT_MALFORMED, "the file states 0 channels");
  if (channels > max_channels)
    throw Error(NT_LIMIT, "the file has " + std::to_string(channels) + " channels; at most 6 are read");
}

}  // namespace nt::dsd
