#pragma once
// What a file says about itself, within the bounds of decode.h.

#include <string>
#include <utility>
#include <vector>

#include "decode/demux.hpp"

namespace nt::decode {

struct Tags {
  std::vector<std::pair<std::string, std::string>> entries;  // key in lower case, value; file order
  std::string lyrics;
  std::vector<uint8_t> cover;
  std::string cover_mime;
  uint32_t left_out = 0;
};

Tags read_tags(const Demuxer& demuxer);

}  // namespace nt::decode
