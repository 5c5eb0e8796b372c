#include "output/encoder.hpp"

#include <algorithm>

#include "abi/guard.hpp"

namespace nt::output {
namespace {

/// Bits per second a channel where the caller does not choose: well inside what listening tests call transparent.
constexpr int64_t opus_per_channel = 80'000, aac_per_channel = 128'000;

void choose_rate(const Settings& settings, const Kind& kind, const AVCodec& codec, AVCodecContext& encoder) {
  encoder.sample_rate = settings.rate;
  encoder.time_base = {1, settings.rate};
  if (codec.supported_samplerates == nullptr) return;
  std::string allowed;
  for (const int* rate = codec.supported_samplerates; *rate != 0; ++rate) {
    if (*rate == settings.rate) return;
    allowed += (allowed.empty() ? "" : ", ") + std::to_string(*rate);
  }
  throw Error(NT_UNSUPPORTED, std::string(kind.name) + " does not hold " + std::to_string(settings.rate) +
                                  " Hz; it takes " + allowed + " Hz: convert the rate first");
}

/// The layout of the mask, or, where the codec does not have it, its first one of the same number of channels: the
/// samples keep their order, their places may be others (the back in place of the side).
void choose_layout(const Settings& settings, const Kind& kind, const AVCodec& codec, AVCodecContext& encoder) {
  const int channels = static_cast<int>(settings.channels);
  if (settings.mask != 0)
    av_channel_layout_from_mask(&encoder.ch_layout, settings.mask);
  else if (channels == 3)  // FFmpeg's own choice would make the third channel a low-frequency effect
    av_channel_layout_from_mask(&encoder.ch_layout, AV_CH_LAYOUT_SURROUND);
  else
    av_channel_layout_default(&encoder.ch_layout, channels);
  if (codec.ch_layouts == nullptr) return;
  const AVChannelLayout* same_count = nullptr;
  for (const AVChannelLayout* layout = codec.ch_layouts; layout->nb_channels != 0; ++layout) {
    if (av_channel_layout_compare(layout, &encoder.ch_layout) == 0) return;
    if (layout->nb_channels == channels && same_count == nullptr) same_count = layout;
  }
  if (same_count == nullptr)
    throw Error(NT_UNSUPPORTED, std::string(kind.name) + " does not hold " + std::to_string(channels) + " channels");
  av_channel_layout_copy(&encoder.ch_layout, same_count);
}

void choose_format(const Settings& settings, const AVCodec& codec, AVCodecContext& encoder) {
  AVSampleFormat wanted = AV_SAMPLE_FMT_FLT;
  if (settings.samples == NT_SAMPLES_S16) wanted = AV_SAMPLE_FMT_S16;
  if (settings.samples == NT_SAMPLES_S24 || settings.samples == NT_SAMPLES_S32) wanted = AV_SAMPLE_FMT_S32;
  encoder.sample_fmt = AV_SAMPLE_FMT_NONE;
  for (const AVSampleFormat* format = codec.sample_fmts; format != nullptr && *format != AV_SAMPLE_FMT_NONE; ++format)
    if (av_get_packed_sample_fmt(*format) == wanted) encoder.sample_fmt = *format;
  if (encoder.sample_fmt == AV_SAMPLE_FMT_NONE)
    throw Error(NT_UNSUPPORTED, std::string(codec.name) + " does not take this sample type");
  if (settings.samples == NT_SAMPLES_S16) encoder.bits_per_raw_sample = 16;
  if (settings.samples == NT_SAMPLES_S24) encoder.bits_per_raw_sample = 24;
  if (settings.samples == NT_SAMPLES_S32) encoder.bits_per_raw_sample = 32;
}

void choose_bit_rate(const Settings& settings, AVCodecContext& encoder) {
  if (settings.samples != NT_SAMPLES_LOSSY) return;
  if (settings.bit_rate > 0) {
    encoder.bit_rate = settings.bit_rate;
    return;
  }
  switch (settings.kind) {
    case NT_MEDIA_MP3:
      encoder.flags |= AV_CODEC_FLAG_QSCALE;  // LAME's V0
      encoder.global_quality = 0;
      break;
    case NT_MEDIA_OPUS:
      encoder.bit_rate = opus_per_channel * settings.channels;
      break;
    default:
      encoder.bit_rate = aac_per_channel * settings.channels;
      break;
  }
}

}  // namespace

ff::Owned<AVCodecContext> open_encoder(const Settings& settings, const Kind& kind) {
  ff::clear_log();
  const AVCodec* codec = avcodec_find_encoder_by_name(kind.encoder);
  if (codec == nullptr)
    throw Error(NT_UNSUPPORTED,
                std::string("FFmpeg has no encoder ") + kind.encoder + " here, so " + kind.name + " cannot be written");
  ff::Owned<AVCodecContext> encoder(avcodec_alloc_context3(codec));
  if (encoder == nullptr) throw std::bad_alloc();
  choose_rate(settings, kind, *codec, *encoder);
  choose_layout(settings, kind, *codec, *encoder);
  choose_format(settings, *codec, *encoder);
  choose_bit_rate(settings, *encoder);
  encoder->thread_count = 1;
  encoder->flags |= AV_CODEC_FLAG_BITEXACT;  // no version strings: equal samples give equal files
  if (settings.kind == NT_MEDIA_AAC || settings.kind == NT_MEDIA_ALAC || settings.kind == NT_MEDIA_FLAC)
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  // Noise substitution hands a random generator from frame to frame in the decoder: without it, what a seek finds is
  // what a straight decode has, and these rates do not need it.
  AVDictionary* options = nullptr;
  if (settings.kind == NT_MEDIA_AAC || settings.kind == NT_MEDIA_ADTS) av_dict_set(&options, "aac_pns", "0", 0);
  const int error = avcodec_open2(encoder.get(), codec, &options);
  av_dict_free(&options);
  if (error == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (error < 0)
    throw Error(NT_UNSUPPORTED, std::string(kind.name) + " cannot hold " + std::to_string(settings.rate) + " Hz, " +
                                    std::to_string(settings.channels) + " channels: " + ff::describe(error));
  return encoder;
}

}  // namespace nt::output
