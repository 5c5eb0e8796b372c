#include "decode/timeline.hpp"

#include <algorithm>

namespace nt::decode {
namespace {

/// Containers whose stated duration is the exact number of frames.
bool states_length(const Demuxer& demuxer) {
  static constexpr const char* names[] = {"flac", "wav", "w64", "aiff", "caf", "au", "wv", "ape", "tta", "tak", "dsf", "iff", "ogg", "mov"};
  return std::any_of(std::begin(names), std::end(names), [&](const char* name) { return demuxer.is(name); });
}

}  // namespace

int64_t to_samples(int64_t ticks, AVRational time_base, int rate) {
  return av_rescale_q(ticks, time_base, AVRational{1, rate});
}

Timeline read_timeline(const Source&, const Demuxer& demuxer, int rate, int64_t first_skip) {
  const AVStream& stream = *demuxer.stream;
  Timeline timeline;
  timeline.begin = first_skip;
  int64_t stated = -1;
  if (stream.duration != AV_NOPTS_VALUE && stream.duration >= 0)
    stated = to_samples(stream.duration, stream.time_base, rate);
  else if (demuxer.context->duration != AV_NOPTS_VALUE && demuxer.context->duration >= 0)
    stated = to_samples(demuxer.context->duration, AV_TIME_BASE_Q, rate);
  if (stated < 0) return timeline;
  if (states_length(demuxer))
    timeline.length = stated;
  else
    timeline.estimate = stated;
  return timeline;
}

}  // namespace nt::decode
