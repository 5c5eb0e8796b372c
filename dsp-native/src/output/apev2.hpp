#pragma once
// APEv2 tags (wiki.hydrogenaud.io, "APEv2 specification"), the tags of WavPack files; they stand at the end.

#include "output/bytes.hpp"
#include "output/writer.hpp"

namespace nt::output {

/// Header, items and footer; empty where there is nothing to say.
Bytes apev2_tag(const Settings& settings);

}  // namespace nt::output
