#pragma once
// A chain of Ogg streams as one: each link is decoded as a file of its own would be, and follows the one before it
// without a gap.

#include <memory>
#include <optional>
#include <vector>

#include "abi/guard.hpp"
#include "decode/decoder.hpp"
#include "decode/ogg/passing_links.hpp"

namespace nt::decode::ogg {

/// Bytes that can be sought and hold more than one link; null: they do not.
std::unique_ptr<Stream> open_chain(const Origin& origin, const nt_decode_options& options);

/// Bytes that can only be read forwards, whether they are a chain or not.
std::unique_ptr<Stream> open_passing(const Origin& origin, const nt_decode_options& options);

}  // namespace nt::decode::ogg
