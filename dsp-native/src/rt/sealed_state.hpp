#pragma once
// A saved state under its checksum, as the ABI hands it out.

#include <optional>

#include "rt/checksum.hpp"
#include "rt/state.hpp"

namespace nt {

/// Writes what body puts into a StateWriter, and the checksum over it; with bytes null it only counts. size: the bytes
/// at hand on the way in, those of the state on the way out. False where they do not suffice.
template <class Body>
bool seal_state(void* bytes, size_t* size, Body&& body) {
  StateWriter writer = bytes == nullptr ? StateWriter() : StateWriter(bytes, *size);
  body(writer);
  const size_t length = writer.size();
  writer.put(bytes == nullptr || !writer.fits() ? uint64_t{0} : checksum(checksum_start, bytes, length));
  *size = writer.size();
  return writer.fits();
}

/// A reader of what stands under the checksum; none where the state is truncated or damaged.
inline std::optional<StateReader> unseal_state(const void* bytes, size_t size) {
  uint64_t sum = 0;
  if (size < sizeof sum) return std::nullopt;
  const size_t length = size - sizeof sum;
  std::memcpy(&sum, static_cast<const uint8_t*>(bytes) + length, sizeof sum);
  if (sum != checksum(checksum_start, bytes, length)) return std::nullopt;
  return StateReader(bytes, length);
}

}  // namespace nt
