#pragma once
// Covers: what containers want to know of a picture besides its bytes.

#include "output/bytes.hpp"
#include "output/writer.hpp"
#include "rt/ffmpeg.hpp"

namespace nt::output {

struct Size {
  int width = 0;
  int height = 0;
};

/// From the header of a JPEG, PNG, GIF or BMP; 0 x 0 where it cannot be told.
Size picture_size(const std::vector<uint8_t>& picture);

/// AV_CODEC_ID_NONE for an unknown MIME type.
AVCodecID picture_codec(const std::string& mime);

/// A METADATA_BLOCK_PICTURE (RFC 9639, 8.8) as Base64, the way Ogg comments carry covers.
std::string picture_comment(const Settings& settings);

}  // namespace nt::output
