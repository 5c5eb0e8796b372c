#pragma once
// Tags of the ID3v2 kind, versions 2 to 4 (id3.org), as DSF and some DSDIFF files carry them.

#include <string>

#include "decode/source.hpp"
#include "decode/tags.hpp"

namespace nt::dsd {

/// Adds what the tag at offset holds; most: bytes that may belong to it. Damage ends the reading, it is no error.
void read_id3v2(const decode::Source& source, int64_t offset, int64_t most, decode::Tags& tags);

/// Keeps the first of a key and the bounds of decode.h.
void add_tag(decode::Tags& tags, std::string key, std::string value);

/// UTF-8 of ISO 8859-1.
std::string from_latin1(const std::string& text);

}  // namespace nt::dsd
