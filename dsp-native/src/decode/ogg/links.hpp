#pragma once
// Where the links of a chained Ogg file begin.

#include <cstdint>
#include <vector>

#include "decode/bytes.hpp"

namespace nt::decode::ogg {

/// Offsets, the first of which is 0; one alone where the bytes are no chain. Bytes that can be sought. Looks at the
/// beginning and the end, and halves its way to each border of a chain: links are told apart by the numbers of their
/// streams. Throws NT_LIMIT.
std::vector<int64_t> find_links(Bytes& bytes);

}  // namespace nt::decode::ogg
