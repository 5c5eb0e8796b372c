#include "decode/decoder.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "abi/guard.hpp"
#include "decode/flac_crc.hpp"

extern "C" {
#include <libavutil/intreadwrite.h>
}

namespace nt::decode {
namespace {

constexpr int max_failures = 64;   // demuxer errors in a row before the stream counts as ended
constexpr int most_strangers = 8;  // frames of another format in a row that count as damaged
constexpr int64_t max_frame_samples = 1 << 23;

std::string extension_of(const std::string& path) {
  const auto dot = path.rfind('.');
  if (dot == std::string::npos || path.size() - dot > 6) return {};
  std::string out = path.substr(dot + 1);
  return std::all_of(out.begin(), out.end(), [](unsigned char c) { return std::isalnum(c) != 0 && c < 128; })
             ? out
             : std::string();
}

}  // namespace

bool is_lossless(AVCodecID id) {
  const auto* descriptor = avcodec_descriptor_get(id);
  return descriptor != nullptr && (descriptor->props & AV_CODEC_PROP_LOSSLESS) != 0 &&
         (descriptor->props & AV_CODEC_PROP_LOSSY) == 0;
}

Decoder::Decoder(const Origin& origin, const nt_decode_options& options)
    : source_(origin),
      extension_(extension_of(origin.path)),
      options_(options),
      packet_(av_packet_alloc()),
      frame_(av_frame_alloc()) {
  if (packet_ == nullptr || frame_ == nullptr) throw std::bad_alloc();
  start();
  if (channels_ == 0) {
    // Nothing decoded: a stream that is well-formed and holds no samples has length 0, anything else is broken.
    const auto& stream = *demuxer_.stream->codecpar;
    if (damaged_ > 0 || stream.ch_layout.nb_channels <= 0 || stream.sample_rate <= 0)
      throw Error(NT_MALFORMED, "no packet of the audio can be decoded: " + ff::describe(AVERROR_INVALIDDATA));
    channels_ = stream.ch_layout.nb_channels;
    rate_ = stream.sample_rate;
    timeline_.length = 0;
  }
  tags_ = read_tags(demuxer_);
  describe();
  source_.forget_past();
}

/// Opens container and codec at the first packet and decodes the first frame, which tells rate and channels.
void Decoder::start() {
  source_.rewind();
  demuxer_ = open_demuxer(source_, extension_);
  open_codec();
  raw_ = left_ = gap_ = last_duration_ = 0;
  first_ticks_ = AV_NOPTS_VALUE;
  lost_ = draining_ = ended_ = false;
  failures_ = contradictions_ = strangers_ = 0;
  const bool first_time = channels_ == 0;
  if (!pull() || !first_time) return;
  timeline_ = read_timeline(source_, demuxer_, rate_, first_skip_);
  wanted_ = timeline_.begin;
  const auto base = demuxer_.stream->time_base;
  const int64_t ticks_per_second = base.num > 0 ? base.den / base.num : 0;
  const bool whole = base.num > 0 && base.den % base.num == 0 && ticks_per_second > 0;
  // Within an Ogg page only the end has a time. FFmpeg finds that of each packet for Vorbis and Opus; after a jump into
  // FLAC in Ogg it is wrong by several packets.
  const auto codec = demuxer_.stream->codecpar->codec_id;
  const bool named = !demuxer_.is("ogg") || codec == AV_CODEC_ID_VORBIS || codec == AV_CODEC_ID_OPUS;
  exact_ = first_ticks_ != AV_NOPTS_VALUE && whole && named &&
           (ticks_per_second % rate_ == 0 || (demuxer_.is("mov") && rate_ % ticks_per_second == 0));
}

void Decoder::open_codec() {
  const auto& parameters = *demuxer_.stream->codecpar;
  if (parameters.ch_layout.nb_channels > static_cast<int>(NT_MAX_CHANNELS))
    throw Error(NT_LIMIT,
                "the file has " + std::to_string(parameters.ch_layout.nb_channels) + " channels; at most 64 are read");
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (decoder == nullptr)
    throw Error(NT_UNSUPPORTED, std::string("there is no decoder for ") + avcodec_get_name(parameters.codec_id));
  codec_.reset(avcodec_alloc_context3(decoder));
  if (codec_ == nullptr) throw std::bad_alloc();
  if (avcodec_parameters_to_context(codec_.get(), &parameters) < 0) throw std::bad_alloc();
  codec_->pkt_timebase = demuxer_.stream->time_base;
  // Delay and padding are removed here, at positions that do not depend on seeking.
  codec_->flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL;
  codec_->max_samples = max_frame_samples;
  const uint32_t threads = std::clamp<uint32_t>(options_.threads, 1, 16);
  codec_->thread_count = static_cast<int>(threads);
  codec_->thread_type = threads > 1 ? FF_THREAD_FRAME | FF_THREAD_SLICE : 0;
  // WavPack may be lossy, but its sums are of what it decodes to.
  if (is_lossless(parameters.codec_id) || parameters.codec_id == AV_CODEC_ID_WAVPACK)
    codec_->err_recognition |= AV_EF_CRCCHECK | AV_EF_EXPLODE;
  if (parameters.codec_id == AV_CODEC_ID_FLAC)
    codec_->request_sample_fmt = AV_SAMPLE_FMT_S16P;  // planar, 32 bit where needed
  const int error = avcodec_open2(codec_.get(), decoder, nullptr);
  if (error == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (error < 0)
    throw Error(error == AVERROR_PATCHWELCOME ? NT_UNSUPPORTED : NT_MALFORMED,
                std::string(decoder->name) + ": " + ff::describe(error));
}

/// Raw position of the frame just decoded. FFmpeg counts a Vorbis packet's time back from the end of its page by the
/// size of the packet's own block; what the decoder delivers also depends on the block before it, and only the end is
/// certain.
std::optional<int64_t> Decoder::raw_of_frame() const {
  int64_t ticks = frame_->pts;
  if (ticks == AV_NOPTS_VALUE || first_ticks_ == AV_NOPTS_VALUE) return {};
  const bool from_end = codec_->codec_id == AV_CODEC_ID_VORBIS && frame_->pkt_duration > 0;
  if (from_end && __builtin_add_overflow(ticks, frame_->pkt_duration, &ticks)) return {};
  if (__builtin_sub_overflow(ticks, first_ticks_, &ticks)) return {};
  const int64_t raw = to_samples(ticks, demuxer_.stream->time_base, rate_);
  if (raw < -max_position || raw > max_position) return {};  // a forged time
  return from_end ? raw - frame_->nb_samples : raw;
}

/// Makes the next chunk current; false at the end of the stream.
bool Decoder::pull() {
  if (gap_ > 0) {  // the frame that waited behind the gap
    gap_ = 0;
    silent_ = false;
    left_ = frame_->nb_samples;
    return true;
  }
  while (!ended_) {
    const int error = avcodec_receive_frame(codec_.get(), frame_.get());
    if (error == 0) {
      take_frame();
      if (left_ > 0) return true;
    } else if (error == AVERROR_EOF) {
      ended_ = true;
    } else if (error == AVERROR(EAGAIN)) {
      send_next_packet();
      if (left_ > 0) return true;
    } else if (error == AVERROR(ENOMEM)) {
      throw std::bad_alloc();
    } else {
      take_damage();
      if (left_ > 0) return true;
    }
  }
  return false;
}

void Decoder::take_frame() {
  const int channels = frame_->ch_layout.nb_channels;
  if (channels_ == 0) {
    if (channels < 1 || channels > static_cast<int>(NT_MAX_CHANNELS))
      throw Error(NT_LIMIT, "the file has " + std::to_string(channels) + " channels; 1 to 64 are read");
    if (frame_->sample_rate < NT_MIN_SAMPLE_RATE || frame_->sample_rate > NT_MAX_SAMPLE_RATE)
      throw Error(NT_LIMIT,
                  "the sample rate is " + std::to_string(frame_->sample_rate) + " Hz; 1000 Hz to 1.6 MHz are read");
    channels_ = channels;
    rate_ = frame_->sample_rate;
  }
  if (channels != channels_ || frame_->sample_rate != rate_) {
    // A flipped bit in a frame's own header says another format as well; a stream that changes stays at it.
    if (codec_->codec_id == AV_CODEC_ID_MP3 && ++strangers_ <= most_strangers) {
      take_damage();
      return;
    }
    throw Error(NT_UNSUPPORTED, "the stream changes from " + std::to_string(rate_) + " Hz, " +
                                    std::to_string(channels_) + " channels to " + std::to_string(frame_->sample_rate) +
                                    " Hz, " + std::to_string(channels) + " channels at frame " +
                                    std::to_string(raw_ - timeline_.begin));
  }
  strangers_ = 0;
  if (!convertible(frame_->format)) throw Error(NT_UNSUPPORTED, "the codec delivers an unknown sample format");
  const auto stated = raw_of_frame();
  if (lost_) {
    if (!stated) return;
    raw_ = *stated;
    lost_ = false;
  } else if (raw_ == 0 && first_ticks_ == AV_NOPTS_VALUE) {
    first_ticks_ = frame_->pts;
  } else if (exact_ && stated) {
    // A packet's time that contradicts the count: FLAC numbers its frames, so there a gap is a lost frame. Elsewhere
    // two in a row (the last packet's may be shortened) say that the times are not to be relied on.
    const int64_t gap = *stated - raw_;
    contradictions_ = gap == 0 ? 0 : contradictions_ + 1;
    if (demuxer_.is("flac") && gap > 0 && gap <= int64_t{10} * rate_)
      fill_gap(gap);
    else if (contradictions_ > 1)
      exact_ = false;
  }
  last_duration_ = frame_->nb_samples;
  offset_ = 0;
  if (gap_ > 0) return;
  silent_ = false;
  left_ = frame_->nb_samples;
  if (timeline_.length < 0) {
    const auto* side = av_frame_get_side_data(frame_.get(), AV_FRAME_DATA_SKIP_SAMPLES);
    if (side != nullptr && side->size >= 10) left_ -= std::min<int64_t>(left_, AV_RL32(side->data + 4));
  }
}

void Decoder::fill_gap(int64_t samples) {
  ++damaged_;
  gap_ = samples;
  silent_ = true;
  left_ = samples;
}

/// A packet that does not decode becomes silence of its length, so that what follows stays where it belongs. In PCM it
/// can only be a part of a frame that is left at the end of a cut file.
void Decoder::take_damage() {
  check_source();  // a packet of which the rest could not be read is no damage
  ++damaged_;
  if (channels_ == 0 || lost_ || av_get_exact_bits_per_sample(codec_->codec_id) != 0) return;
  silent_ = true;
  left_ = last_duration_;
}

void Decoder::check_source() const {
  if (source_.read_error() != 0)
    throw Error(NT_IO, "reading failed at frame " + std::to_string(raw_ - timeline_.begin) + ": " +
                           std::strerror(source_.read_error()));
}

bool Decoder::send_next_packet() {
  if (draining_) return false;
  av_packet_unref(packet_.get());
  const int error = av_read_frame(demuxer_.context.get(), packet_.get());
  if (error < 0) {
    check_source();
    if (error == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (error != AVERROR_EOF && ++failures_ < max_failures) {
      ++damaged_;
      return false;
    }
    draining_ = true;
    avcodec_send_packet(codec_.get(), nullptr);
    return false;
  }
  failures_ = 0;
  if (packet_->stream_index != demuxer_.stream->index) return false;
  if (channels_ == 0 && first_skip_ == 0) {
    size_t bytes = 0;
    const uint8_t* skip = av_packet_get_side_data(packet_.get(), AV_PKT_DATA_SKIP_SAMPLES, &bytes);
    if (skip != nullptr && bytes >= 10) first_skip_ = AV_RL32(skip);
  }
  const int64_t duration =
      packet_->duration > 0 && rate_ > 0 ? to_samples(packet_->duration, demuxer_.stream->time_base, rate_) : 0;
  // A packet that is one sound FLAC frame needs no second sum; of any other the codec finds out what is wrong with it.
  if (codec_->codec_id == AV_CODEC_ID_FLAC && codec_->thread_type == 0) {
    const bool sound = packet_->size > 0 && flac_crc(packet_->data, static_cast<size_t>(packet_->size)) == 0;
    codec_->err_recognition =
        sound ? codec_->err_recognition & ~AV_EF_CRCCHECK : codec_->err_recognition | AV_EF_CRCCHECK;
  }
  const int sent = avcodec_send_packet(codec_.get(), packet_.get());
  if (sent == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (sent < 0 && sent != AVERROR(EAGAIN) && sent != AVERROR_EOF) {
    if (duration > 0 && duration < max_frame_samples) last_duration_ = duration;
    take_damage();
  }
  return true;
}

nt_status Decoder::read(double* const* planes, uint32_t capacity, uint32_t& got) {
  got = 0;
  const int64_t end = timeline_.length >= 0 ? timeline_.begin + timeline_.length : INT64_MAX;
  if (pending_) {
    const Error error = *pending_;
    pending_.reset();
    throw error;
  }
  while (got < capacity) {
    bool more = left_ > 0;
    try {
      if (!more) more = pull();
    } catch (const Error& error) {
      if (got == 0) throw;
      pending_ = error;  // what was read before it is delivered first
      break;
    }
    if (!more) {
      cut_short_ = timeline_.length >= 0 && raw_ < end && wanted_ <= raw_;
      break;
    }
    if (raw_ < wanted_) {
      const int64_t drop = std::min(left_, wanted_ - raw_);
      raw_ += drop;
      left_ -= drop;
      if (!silent_) offset_ += static_cast<int>(drop);
      continue;
    }
    const auto count = static_cast<int>(std::min<int64_t>({left_, int64_t{capacity} - got, end - raw_}));
    if (count <= 0) break;
    if (silent_) {
      for (int c = 0; c < channels_; ++c) std::fill_n(planes[c] + got, count, 0.0);
    } else {
      const auto bad = to_planar(*frame_, offset_, count, planes, got);
      if (bad.channel >= 0) {
        // The frames before it are delivered first, so that what a reader gets does not depend on its block size.
        raw_ += bad.frame;
        left_ -= bad.frame;
        offset_ += static_cast<int>(bad.frame);
        got += static_cast<uint32_t>(bad.frame);
        if (got > 0) break;
        return fail(NT_NOT_FINITE, "frame " + std::to_string(raw_ - timeline_.begin) + ", channel " +
                                       std::to_string(bad.channel + 1) + " is not a finite number");
      }
      offset_ += count;
    }
    raw_ += count;
    left_ -= count;
    got += static_cast<uint32_t>(count);
  }
  wanted_ = std::max(wanted_, raw_);
  return got == 0 ? NT_END : NT_OK;
}

}  // namespace nt::decode
