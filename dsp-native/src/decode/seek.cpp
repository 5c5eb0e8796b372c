// Finding a frame again. Where packet times name samples, the demuxer jumps to a packet some way before the frame, and
// what the codec delivers until then is dropped: the codec's memory (overlap, bit reservoir, predictors) has filled by
// then. Elsewhere the way is counted from the start.

#include <algorithm>

#include "abi/guard.hpp"
#include "decode/decoder.hpp"

namespace nt::decode {
namespace {

constexpr int max_attempts = 4;
constexpr int max_packets_without_time = 4096;

}  // namespace

/// Samples before the wanted one from which the codec is run, so that its output there is that of a straight decode.
int64_t Decoder::preroll() const {
  const auto id = demuxer_.stream->codecpar->codec_id;
  switch (id) {
    case AV_CODEC_ID_MP3:
      return 32 * 1152;  // the bit reservoir: 511 bytes, 22 frames at 32 kbit/s; then one frame of overlap
    case AV_CODEC_ID_VORBIS:
      return 4 * 8192;  // the longest blocks
    case AV_CODEC_ID_OPUS:
      // RFC 7845 asks for 80 ms; the energy predictor needs longer until nothing is left of its start.
      return 2 * int64_t{rate_};
    case AV_CODEC_ID_AAC:
      return 32 * 2048;
    case AV_CODEC_ID_DSD_LSBF:
    case AV_CODEC_ID_DSD_MSBF:
    case AV_CODEC_ID_DSD_LSBF_PLANAR:
    case AV_CODEC_ID_DSD_MSBF_PLANAR:
    case AV_CODEC_ID_DST:
      return 4096;  // the decimation filter
    default:
      break;
  }
  return is_lossless(id) ? 0 : rate_;
}

void Decoder::seek(int64_t frame) {
  pending_.reset();
  if (timeline_.length >= 0) frame = std::min(frame, timeline_.length);
  wanted_ = std::min(frame, max_position) + timeline_.begin;
  if (timeline_.length >= 0 && frame == timeline_.length) return;  // read answers the end without moving
  const bool forward = !lost_ && wanted_ >= raw_;
  if (forward && wanted_ - raw_ <= preroll() + rate_) return;
  if (exact_ && first_ticks_ != AV_NOPTS_VALUE && land(wanted_)) return;
  if (!forward || lost_) start();
}

/// Positions the demuxer so that the next chunk lies preroll() before target; false where it has to be counted instead.
bool Decoder::land(int64_t target) {
  const auto base = demuxer_.stream->time_base;
  int64_t back = preroll();
  for (int attempt = 0; attempt < max_attempts; ++attempt, back = 2 * back + rate_) {
    if (target - back <= 0) break;
    int64_t ticks = av_rescale_q_rnd(target - back, AVRational{1, rate_}, base, AV_ROUND_DOWN);
    if (ticks < 0 || __builtin_add_overflow(ticks, first_ticks_, &ticks)) break;
    lost_ = true;
    left_ = gap_ = 0;
    draining_ = ended_ = false;
    if (avformat_seek_file(demuxer_.context.get(), demuxer_.stream->index, INT64_MIN, ticks, ticks, 0) < 0) break;
    avcodec_flush_buffers(codec_.get());
    for (int packets = 0; lost_ && packets < max_packets_without_time; ++packets)
      if (!pull()) break;
    if (!lost_ && exact_ && raw_ >= 0 && raw_ <= target - std::min(preroll(), target)) return true;
  }
  start();
  return true;
}

}  // namespace nt::decode
