#pragma once
// What every kind of file is behind the ABI.

#include <cstdint>

#include "decode/tags.hpp"
#include "ntdsp/decode.h"

namespace nt::decode {

class Stream {
 public:
  virtual ~Stream() = default;
  /// As nt_decoder_read.
  virtual nt_status read(double* const* planes, uint32_t capacity, uint32_t& got) = 0;
  virtual void seek(int64_t frame) = 0;
  [[nodiscard]] virtual const nt_media_info& info() const = 0;
  [[nodiscard]] virtual const Tags& tags() const = 0;
  [[nodiscard]] virtual int64_t damaged() const = 0;
  /// As nt_decoder_part.
  [[nodiscard]] virtual uint32_t part() const { return 0; }
};

}  // namespace nt::decode
