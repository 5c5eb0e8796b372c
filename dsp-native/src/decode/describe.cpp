// What nt_media_info says of an open decoder.

#include "abi/text.hpp"
#include "decode/decoder.hpp"

namespace nt::decode {
namespace {

bool is_pcm_float(AVCodecID id, bool& wide) {
  wide = id == AV_CODEC_ID_PCM_F64LE || id == AV_CODEC_ID_PCM_F64BE;
  return wide || id == AV_CODEC_ID_PCM_F32LE || id == AV_CODEC_ID_PCM_F32BE;
}

nt_sample_kind kind_of(const AVCodecContext& codec) {
  switch (codec.codec_id) {
    case AV_CODEC_ID_DSD_LSBF:
    case AV_CODEC_ID_DSD_MSBF:
    case AV_CODEC_ID_DSD_LSBF_PLANAR:
    case AV_CODEC_ID_DSD_MSBF_PLANAR:
    case AV_CODEC_ID_DST:
      return NT_SAMPLES_DSD;
    default:
      break;
  }
  bool wide = false;
  if (is_pcm_float(codec.codec_id, wide)) return wide ? NT_SAMPLES_F64 : NT_SAMPLES_F32;
  const auto* descriptor = avcodec_descriptor_get(codec.codec_id);
  const int properties = descriptor != nullptr ? descriptor->props : 0;
  const bool lossless = (properties & AV_CODEC_PROP_LOSSLESS) != 0;
  if (!lossless) return NT_SAMPLES_LOSSY;
  const auto format = av_get_packed_sample_fmt(codec.sample_fmt);
  if (format == AV_SAMPLE_FMT_FLT) return NT_SAMPLES_F32;
  if (format == AV_SAMPLE_FMT_DBL) return NT_SAMPLES_F64;
  int bits = codec.bits_per_raw_sample;
  if (bits <= 0) bits = av_get_bits_per_sample(codec.codec_id);
  if (bits <= 0) bits = 8 * av_get_bytes_per_sample(codec.sample_fmt);
  if (bits <= 8) return NT_SAMPLES_U8;
  if (bits <= 16) return NT_SAMPLES_S16;
  return bits <= 24 ? NT_SAMPLES_S24 : NT_SAMPLES_S32;
}

const char* container_name(const Demuxer& demuxer) {
  if (demuxer.is("mov")) return "mp4";
  if (demuxer.is("matroska")) return "matroska";
  return demuxer.context->iformat->name;
}

}  // namespace

void Decoder::describe() {
  info_.sample_rate = rate_;
  info_.channels = static_cast<uint32_t>(channels_);
  const auto& layout =
      codec_->ch_layout.nb_channels == channels_ ? codec_->ch_layout : demuxer_.stream->codecpar->ch_layout;
  info_.channel_mask = layout.order == AV_CHANNEL_ORDER_NATIVE ? layout.u.mask : 0;
  info_.length = timeline_.length;
  info_.estimate = timeline_.estimate;
  info_.samples = kind_of(*codec_);
  info_.bit_rate = demuxer_.stream->codecpar->bit_rate > 0 ? demuxer_.stream->codecpar->bit_rate : 0;
  info_.tag_count = static_cast<uint32_t>(tags_.entries.size());
  info_.tags_left_out = tags_.left_out;
  copy_text(container_name(demuxer_), info_.container);
  copy_text(avcodec_get_name(codec_->codec_id), info_.codec);
}

}  // namespace nt::decode
