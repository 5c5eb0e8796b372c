#include "output/picture.hpp"

extern "C" {
#include <libavutil/base64.h>
}

namespace nt::output {
namespace {

uint32_t big(const uint8_t* p, int count) {
  uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | p[i];
  return value;
}

uint32_t little(const uint8_t* p, int count) {
  uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) value = value << 8 | p[i];
  return value;
}

/// Walks the segments to the start of frame.
Size jpeg_size(const std::vector<uint8_t>& p) {
  size_t at = 2;
  while (at + 9 < p.size() && p[at] == 0xFF) {
    const uint8_t marker = p[at + 1];
    const bool start_of_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (start_of_frame) return {static_cast<int>(big(&p[at + 7], 2)), static_cast<int>(big(&p[at + 5], 2))};
    at += marker == 0xFF ? 1 : 2 + big(&p[at + 2], 2);
  }
  return {};
}

Size bounded(uint32_t width, uint32_t height) {
  constexpr uint32_t most = 1 << 16;
  if (width > most || height > most) return {};
  return {static_cast<int>(width), static_cast<int>(height)};
}

}  // namespace

Size picture_size(const std::vector<uint8_t>& p) {
  if (p.size() < 26) return {};
  if (p[0] == 0xFF && p[1] == 0xD8) return jpeg_size(p);
  if (p[0] == 0x89 && p[1] == 'P') return bounded(big(&p[16], 4), big(&p[20], 4));
  if (p[0] == 'G' && p[1] == 'I') return bounded(little(&p[6], 2), little(&p[8], 2));
  if (p[0] == 'B' && p[1] == 'M') return bounded(little(&p[18], 4), little(&p[22], 4));
  return {};
}

AVCodecID picture_codec(const std::string& mime) {
  if (mime == "image/jpeg" || mime == "image/jpg") return AV_CODEC_ID_MJPEG;
  if (mime == "image/png") return AV_CODEC_ID_PNG;
  if (mime == "image/gif") return AV_CODEC_ID_GIF;
  if (mime == "image/bmp") return AV_CODEC_ID_BMP;
  if (mime == "image/webp") return AV_CODEC_ID_WEBP;
  if (mime == "image/tiff") return AV_CODEC_ID_TIFF;
  return AV_CODEC_ID_NONE;
}

std::string picture_comment(const Settings& settings) {
  const auto size = picture_size(settings.cover);
  Bytes block;
  block.big32(3).big32(static_cast<uint32_t>(settings.cover_mime.size())).text(settings.cover_mime).big32(0);
  block.big32(static_cast<uint32_t>(size.width)).big32(static_cast<uint32_t>(size.height)).big32(24).big32(0);
  block.big32(static_cast<uint32_t>(settings.cover.size())).raw(settings.cover.data(), settings.cover.size());
  std::string out(static_cast<size_t>(AV_BASE64_SIZE(block.size())), '\0');
  av_base64_encode(out.data(), static_cast<int>(out.size()), block.data(), static_cast<int>(block.size()));
  out.resize(out.size() - 1);
  return out;
}

}  // namespace nt::output
