#pragma once
// The Xing/Info header and LAME tag of an MP3 file (gabriel.mp3-tech.org, "Mp3 Info Tag rev 1"): how many frames there
// are and how many samples the encoder added before and after.

#include <optional>

#include "decode/source.hpp"

namespace nt::decode {

struct LameTag {
  int64_t frames = 0;         // of MPEG, without the header's own
  int samples_per_frame = 0;  // 1152 or 576
  bool gapless = false;       // delay and padding are stated
  int delay = 0;              // samples the encoder put before the signal
  int padding = 0;            // and after it
};

/// Empty where the file has no such header.
std::optional<LameTag> read_lame_tag(const Source& source);

}  // namespace nt::decode
