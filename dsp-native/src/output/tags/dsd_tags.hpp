#pragma once
// The ID3v2 tag of DSF files (Sony, "DSF File Format Specification" 1.01: at the end, named by the header) and of
// DSDIFF files (Philips, 1.5: in a chunk "ID3 "), which TagLib before 2.0 does not know.

#include <functional>

#include "output/tags/checked_stream.hpp"

namespace TagLib::ID3v2 {
class Tag;
}

namespace nt::output {

/// Lets edit change the tag of a DSF or DSDIFF file, an empty one where there is none, and stores it at the end.
/// @return false: neither format: nothing was done, and the stream is at its beginning
/// Throws NT_MALFORMED where the file's chunks do not hold what they say.
bool edit_dsd_tag(CheckedStream& stream, const std::function<void(TagLib::ID3v2::Tag&)>& edit);

}  // namespace nt::output
