#include "output/encoder_writer.hpp"

#include <algorithm>
#include <cstring>

#include "abi/guard.hpp"
#include "output/apev2.hpp"
#include "output/encoder.hpp"
#include "output/id3v2.hpp"
#include "output/picture.hpp"
#include "output/quantise.hpp"

namespace nt::output {
namespace {

constexpr int io_bytes = 1 << 18;
constexpr uint32_t default_frame = 4096;
/// FFmpeg's ALAC encoder aborts on a last frame of very few samples with many channels (its packet is sized too small):
/// such a frame is filled with silence, and the packet's duration says how much of it counts.
constexpr uint32_t least_alac_frame = 64;

}  // namespace

EncoderWriter::EncoderWriter(const std::string& path, Settings settings, const Kind& kind)
    : settings_(std::move(settings)),
      kind_(kind),
      encoder_(open_encoder(settings_, kind)),
      sink_(path),
      packet_(av_packet_alloc()),
      frame_(av_frame_alloc()) {
  if (packet_ == nullptr || frame_ == nullptr) throw std::bad_alloc();
  frame_->nb_samples = encoder_->frame_size > 0 ? encoder_->frame_size : static_cast<int>(default_frame);
  frame_->format = encoder_->sample_fmt;
  frame_->sample_rate = encoder_->sample_rate;
  if (av_channel_layout_copy(&frame_->ch_layout, &encoder_->ch_layout) < 0 || av_frame_get_buffer(frame_.get(), 0) < 0)
    throw std::bad_alloc();
  scratch_.resize(static_cast<size_t>(frame_->nb_samples));
  open_muxer();
}

int EncoderWriter::write_bytes(void* opaque, uint8_t* bytes, int count) {
  const int error = static_cast<EncoderWriter*>(opaque)->sink_.try_write(bytes, static_cast<size_t>(count));
  return error != 0 ? AVERROR(error) : count;
}

int64_t EncoderWriter::seek_bytes(void* opaque, int64_t offset, int whence) {
  auto& sink = static_cast<EncoderWriter*>(opaque)->sink_;
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return sink.size();
    case SEEK_SET:
      break;
    case SEEK_CUR:
      offset += sink.position();
      break;
    case SEEK_END:
      offset += sink.size();
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  sink.seek(offset);
  return offset;
}

void EncoderWriter::refuse(int error, const char* what) {
  sink_.rethrow();
  if (error == AVERROR(ENOMEM)) throw std::bad_alloc();
  throw Error(NT_IO, std::string(kind_.name) + ": " + what + ": " + ff::describe(error));
}

void EncoderWriter::open_muxer() {
  auto* buffer = static_cast<unsigned char*>(av_malloc(io_bytes));
  io_.reset(buffer == nullptr ? nullptr
                              : avio_alloc_context(buffer, io_bytes, 1, this, nullptr, &EncoderWriter::write_bytes,
                                                   &EncoderWriter::seek_bytes));
  if (io_ == nullptr) {
    av_free(buffer);
    throw std::bad_alloc();
  }
  AVFormatContext* context = nullptr;
  if (avformat_alloc_output_context2(&context, nullptr, kind_.muxer, nullptr) < 0 || context == nullptr)
    throw Error(NT_UNSUPPORTED,
                std::string("FFmpeg has no muxer ") + kind_.muxer + " here, so " + kind_.name + " cannot be written");
  muxer_.reset(context);
  context->pb = io_.get();
  context->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
  audio_ = avformat_new_stream(context, nullptr);
  if (audio_ == nullptr || avcodec_parameters_from_context(audio_->codecpar, encoder_.get()) < 0)
    throw std::bad_alloc();
  audio_->time_base = {1, settings_.rate};

  // MP3 and WavPack get their tags from here: FFmpeg writes no lyrics there and, in WavPack, no cover.
  const bool own_tags =
      settings_.kind == NT_MEDIA_MP3 || settings_.kind == NT_MEDIA_WAVPACK || settings_.kind == NT_MEDIA_ADTS;
  if (!own_tags) {
    AVDictionary** metadata = settings_.kind == NT_MEDIA_OPUS ? &audio_->metadata : &context->metadata;
    for (const auto& [key, value] : settings_.tags) av_dict_set(metadata, key.c_str(), value.c_str(), 0);
    if (!settings_.lyrics.empty()) av_dict_set(metadata, "lyrics", settings_.lyrics.c_str(), 0);
    if (settings_.kind == NT_MEDIA_OPUS && !settings_.cover.empty())
      av_dict_set(metadata, "METADATA_BLOCK_PICTURE", picture_comment(settings_).c_str(), 0);
  }
  if (settings_.kind == NT_MEDIA_FLAC || settings_.kind == NT_MEDIA_ALAC || settings_.kind == NT_MEDIA_AAC) add_cover();

  AVDictionary* options = nullptr;
  if (settings_.kind == NT_MEDIA_MP3) {
    const auto tag = id3v2_tag(settings_);
    if (!tag.empty()) avio_write(io_.get(), tag.data(), static_cast<int>(tag.size()));
    av_dict_set(&options, "id3v2_version", "0", 0);
    av_dict_set(&options, "write_id3v1", "0", 0);
  }
  // Edit lists count in the movie's time scale: at the sample rate they say lengths exactly.
  if (std::strcmp(kind_.muxer, "ipod") == 0) av_dict_set_int(&options, "movie_timescale", settings_.rate, 0);
  const int error = avformat_write_header(context, &options);
  av_dict_free(&options);
  if (error < 0) refuse(error, "the header cannot be written");
  sink_.rethrow();
  write_cover();
}

void EncoderWriter::add_cover() {
  if (settings_.cover.empty()) return;
  const auto codec = picture_codec(settings_.cover_mime);
  const auto size = picture_size(settings_.cover);
  const bool mp4 = settings_.kind != NT_MEDIA_FLAC;
  if (codec == AV_CODEC_ID_NONE ||
      (mp4 && codec != AV_CODEC_ID_MJPEG && codec != AV_CODEC_ID_PNG && codec != AV_CODEC_ID_BMP))
    return;
  cover_ = avformat_new_stream(muxer_.get(), nullptr);
  if (cover_ == nullptr) throw std::bad_alloc();
  cover_->disposition = AV_DISPOSITION_ATTACHED_PIC;
  cover_->codecpar->codec_type = AVMEDIA_TYPE_VIDEO;
  cover_->codecpar->codec_id = codec;
  cover_->codecpar->width = std::max(size.width, 1);  // muxers refuse a picture without a size
  cover_->codecpar->height = std::max(size.height, 1);
  cover_->codecpar->format = AV_PIX_FMT_RGB24;
  cover_->time_base = {1, 90000};
  av_dict_set(&cover_->metadata, "comment", "Cover (front)", 0);
}

void EncoderWriter::write_cover() {
  if (cover_ == nullptr) return;
  if (av_new_packet(packet_.get(), static_cast<int>(settings_.cover.size())) < 0) throw std::bad_alloc();
  std::memcpy(packet_->data, settings_.cover.data(), settings_.cover.size());
  packet_->stream_index = cover_->index;
  packet_->pts = packet_->dts = 0;
  packet_->flags |= AV_PKT_FLAG_KEY;
  const int error = av_write_frame(muxer_.get(), packet_.get());
  av_packet_unref(packet_.get());
  if (error < 0) refuse(error, "the cover cannot be written");
}

/// Converts count samples of every channel into the frame behind those already there.
void EncoderWriter::fill(const double* const* planes, uint32_t from, uint32_t count) {
  const auto format = encoder_->sample_fmt;
  const bool planar = av_sample_fmt_is_planar(format) != 0;
  const size_t bytes = static_cast<size_t>(av_get_bytes_per_sample(format));
  for (uint32_t c = 0; c < settings_.channels; ++c) {
    uint8_t* plane = planar ? frame_->extended_data[c] + filled_ * bytes : reinterpret_cast<uint8_t*>(scratch_.data());
    const double* source = planes[c] + from;
    if (settings_.samples == NT_SAMPLES_S16)
      to_s16(source, reinterpret_cast<int16_t*>(plane), count);
    else if (settings_.samples == NT_SAMPLES_S24)
      to_integer_left(source, reinterpret_cast<int32_t*>(plane), count, 24);
    else if (settings_.samples == NT_SAMPLES_S32)
      to_integer(source, reinterpret_cast<int32_t*>(plane), count, 32);
    else if (settings_.samples == NT_SAMPLES_LOSSY)
      to_f32_clipped(source, reinterpret_cast<float*>(plane), count);
    else
      to_f32(source, reinterpret_cast<float*>(plane), count);
    if (planar) continue;
    uint8_t* to = frame_->extended_data[0] + (size_t{filled_} * settings_.channels + c) * bytes;
    const size_t stride = settings_.channels * bytes;
    if (bytes == 2)
      for (uint32_t i = 0; i < count; ++i) std::memcpy(to + i * stride, plane + i * 2, 2);
    else
      for (uint32_t i = 0; i < count; ++i) std::memcpy(to + i * stride, plane + i * 4, 4);
  }
}

void EncoderWriter::write(const double* const* planes, uint32_t frames) {
  const auto size = static_cast<uint32_t>(frame_->nb_samples);
  for (uint32_t at = 0; at < frames;) {
    if (filled_ == 0 && av_frame_make_writable(frame_.get()) < 0) throw std::bad_alloc();
    const uint32_t n = std::min(frames - at, size - filled_);
    fill(planes, at, n);
    filled_ += n;
    at += n;
    if (filled_ == size) {
      send(frame_.get());
      filled_ = 0;
    }
  }
}

/// Null: the end.
void EncoderWriter::send(AVFrame* frame) {
  if (frame != nullptr) {
    frame->pts = position_;
    position_ += frame->nb_samples;
  }
  int error = avcodec_send_frame(encoder_.get(), frame);
  if (error < 0) refuse(error, "encoding failed");
  while ((error = avcodec_receive_packet(encoder_.get(), packet_.get())) == 0) {
    packet_->stream_index = audio_->index;
    if (last_packet_ > 0) packet_->duration = last_packet_;
    av_packet_rescale_ts(packet_.get(), encoder_->time_base, audio_->time_base);
    const int written = av_write_frame(muxer_.get(), packet_.get());
    av_packet_unref(packet_.get());
    if (written < 0) refuse(written, "writing failed");
  }
  if (error != AVERROR(EAGAIN) && error != AVERROR_EOF) refuse(error, "encoding failed");
  sink_.rethrow();
}

void EncoderWriter::finish() {
  if (filled_ > 0) {
    const int whole = frame_->nb_samples;
    if (settings_.kind == NT_MEDIA_ALAC && settings_.channels > 2 && filled_ < least_alac_frame) {
      const auto bytes = static_cast<size_t>(av_get_bytes_per_sample(encoder_->sample_fmt));
      for (uint32_t c = 0; c < settings_.channels; ++c)
        std::memset(frame_->extended_data[c] + filled_ * bytes, 0, (least_alac_frame - filled_) * bytes);
      last_packet_ = static_cast<int>(filled_);
      filled_ = least_alac_frame;
    }
    frame_->nb_samples = static_cast<int>(filled_);
    send(frame_.get());
    frame_->nb_samples = whole;
    filled_ = 0;
  }
  send(nullptr);
  const int error = av_write_trailer(muxer_.get());
  if (error < 0) refuse(error, "the end cannot be written");
  if (settings_.kind == NT_MEDIA_WAVPACK) {
    const auto tag = apev2_tag(settings_);
    avio_seek(io_.get(), 0, SEEK_END);
    if (!tag.empty()) avio_write(io_.get(), tag.data(), static_cast<int>(tag.size()));
  }
  avio_flush(io_.get());
  sink_.sync();
}

}  // namespace nt::output
