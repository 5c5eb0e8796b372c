#pragma once
// ID3v2.4 tags (id3.org, "ID3 tag version 2.4.0"), UTF-8: text frames, TXXX, COMM, USLT and APIC.

#include "output/bytes.hpp"
#include "output/writer.hpp"

namespace nt::output {

/// The whole tag with its header; empty where there is nothing to say.
Bytes id3v2_tag(const Settings& settings);

}  // namespace nt::output
