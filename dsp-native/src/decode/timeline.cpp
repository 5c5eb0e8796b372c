#include "decode/timeline.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "decode/lame_tag.hpp"
#include "decode/mp4_timeline.hpp"

namespace nt::decode {
namespace {

/// Containers whose stated duration is the exact number of frames. A CAF of packets counts whole ones, unless its
/// writer took care.
bool states_length(const Demuxer& demuxer) {
  if (demuxer.context->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return false;
  if (demuxer.is("caf") && av_get_exact_bits_per_sample(demuxer.stream->codecpar->codec_id) == 0) return false;
  static constexpr const char* names[] = {"flac", "wav", "w64", "aiff", "caf", "au",
                                          "wv",   "ape", "tta", "tak",  "iff", "ogg"};
  return std::any_of(std::begin(names), std::end(names), [&](const char* name) { return demuxer.is(name); });
}

int64_t stated_duration(const Demuxer& demuxer, int rate) {
  const AVStream& stream = *demuxer.stream;
  if (stream.duration != AV_NOPTS_VALUE && stream.duration >= 0)
    return to_samples(stream.duration, stream.time_base, rate);
  const int64_t whole = demuxer.context->duration;
  return whole != AV_NOPTS_VALUE && whole >= 0 ? to_samples(whole, AV_TIME_BASE_Q, rate) : -1;
}

Timeline mp3_timeline(const Source& source, int64_t stated) {
  Timeline timeline;
  // A live stream has neither beginning nor end, and its next 64 KB are seconds away.
  const auto tag = source.is_live() ? std::nullopt : read_lame_tag(source);
  if (!tag) {
    timeline.estimate = stated;
    return timeline;
  }
  const int64_t raw = tag->frames * tag->samples_per_frame;
  timeline.length = raw;
  if (tag->gapless) {
    timeline.begin = tag->delay + 529;  // the decoder's own delay: 528 samples and one
    timeline.length =
        std::clamp<int64_t>(raw - tag->delay - tag->padding, 0, std::max<int64_t>(raw - timeline.begin, 0));
  }
  return timeline;
}

/// iTunes states delay, padding and length in a tag of hexadecimal numbers: " 00000000 00000840 000001CA
/// 00000000003F31F6".
bool read_itunes(const AVDictionary* tags, int64_t& delay, int64_t& length) {
  const auto* entry = av_dict_get(tags, "iTunSMPB", nullptr, 0);
  unsigned long long zero = 0, before = 0, after = 0, samples = 0;
  if (entry == nullptr || std::sscanf(entry->value, "%llx %llx %llx %llx", &zero, &before, &after, &samples) != 4)
    return false;
  if (before > 1u << 20 || samples == 0 || samples > 1ull << 48) return false;
  delay = static_cast<int64_t>(before);
  length = static_cast<int64_t>(samples);
  return true;
}

Timeline mp4_timeline(const Source& source, const Demuxer& demuxer, int rate, int64_t stated) {
  Timeline timeline;
  if (read_itunes(demuxer.context->metadata, timeline.begin, timeline.length)) return timeline;
  const auto track = read_mp4_track(source, static_cast<uint32_t>(demuxer.stream->id));
  if (!track || track->media_duration == 0) {
    timeline.estimate = stated;
    return timeline;
  }
  const auto samples = [&](int64_t ticks, int64_t scale) {
    return std::clamp<int64_t>(av_rescale(ticks, rate, scale), 0, max_position);
  };
  const int64_t media = samples(track->media_duration, track->media_scale);
  timeline.length = media;
  if (track->edits != 1 || track->edit_start > track->media_duration)
    return timeline;  // several: the whole medium is played
  timeline.begin = samples(track->edit_start, track->media_scale);
  timeline.length = std::max<int64_t>(media - timeline.begin, 0);
  // The edit's duration counts in the movie's ticks, often milliseconds: where the medium's own end lies within one
  // such tick of it, that end is the exact one.
  const int64_t edit = samples(track->edit_duration, track->movie_scale);
  const int64_t tick = rate / track->movie_scale + 1;
  if (track->edit_duration > 0 && edit < timeline.length - tick) timeline.length = edit;
  return timeline;
}

}  // namespace

int64_t to_samples(int64_t ticks, AVRational time_base, int rate) {
  return av_rescale_q(ticks, time_base, AVRational{1, rate});
}

Timeline read_timeline(const Source& source, const Demuxer& demuxer, int rate, int64_t first_skip) {
  int64_t stated = stated_duration(demuxer, rate);
  if (stated > max_position) stated = -1;
  if (demuxer.is("mp3")) return mp3_timeline(source, stated);
  if (demuxer.is("mov")) return mp4_timeline(source, demuxer, rate, stated);
  Timeline timeline;
  timeline.begin = first_skip;
  if (stated < 0) return timeline;
  if (!states_length(demuxer))
    timeline.estimate = stated;
  else if (demuxer.stream->codecpar->codec_id == AV_CODEC_ID_OPUS)
    timeline.length = std::max<int64_t>(stated - first_skip, 0);  // granule positions count the pre-skip (RFC 7845, 4)
  else
    timeline.length = stated;
  return timeline;
}

}  // namespace nt::decode
