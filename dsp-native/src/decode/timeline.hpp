#pragma once
// Where the music begins and ends among the samples a codec delivers. Codecs add frames before (encoder delay) and
// after (padding to whole packets); what is to be removed stands in the container, in a different place in each.

#include <cstdint>

#include "decode/demux.hpp"

namespace nt::decode {

/// Positions beyond this many samples are taken for forged: 1400 years at 1.6 MHz.
constexpr int64_t max_position = int64_t{1} << 56;

struct Timeline {
  int64_t begin = 0;      // samples of the codec's output before frame 0
  int64_t length = -1;    // frames; -1: the format does not say
  int64_t estimate = -1;  // frames, roughly
};

/// rate is that of the decoded samples. first_skip: the start skip the demuxer put on the first packet, 0 if none.
Timeline read_timeline(const Source& source, const Demuxer& demuxer, int rate, int64_t first_skip);

/// ticks of time_base in samples, nearest; INT64_MIN where that does not fit.
int64_t to_samples(int64_t ticks, AVRational time_base, int rate);

}  // namespace nt::decode
