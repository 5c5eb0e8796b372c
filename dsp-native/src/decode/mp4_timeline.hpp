#pragma once
// What an MP4 file says of where its audio begins and ends (ISO/IEC 14496-12: mvhd, tkhd, mdhd, elst).

#include <optional>

#include "decode/source.hpp"

namespace nt::decode {

struct Mp4Track {
  int64_t movie_scale = 0;     // ticks per second of the edit list's durations
  int64_t media_scale = 0;     // and of its media times
  int64_t media_duration = 0;  // 0: not stated (fragmented)
  int edits = 0;               // that are not empty
  int64_t edit_start = 0;      // media time where the first begins
  int64_t edit_duration = 0;   // in movie ticks; 0: to the end
};

/// Of the track with this id; empty where the boxes are not there or contradict each other.
std::optional<Mp4Track> read_mp4_track(const Source& source, uint32_t track_id);

}  // namespace nt::decode
