#include "abi/guard.hpp"
#include "decode/dsd/bit_file.hpp"
#include "ntdsp/dsd.h"

using nt::fail_static;
using nt::guard;

struct nt_dsd_file {
  nt::dsd::BitFile file;
};

namespace {
constexpr const char* null_file = "the file or the place for the answer is null";
}

nt_status nt_dsd_file_open(const char* path, nt_dsd_file** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_file);
  *out = nullptr;
  if (path == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_file);
  return guard([&] {
    *out = new nt_dsd_file{nt::dsd::BitFile(path)};
    return NT_OK;
  });
}

nt_status nt_dsd_file_describe(const nt_dsd_file* f, nt_dsd_info* out) {
  if (f == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_file);
  const auto& c = f->file.container();
  *out = {c.channel_mask, c.bits, c.bit_rate, c.channels};
  return NT_OK;
}

nt_status nt_dsd_file_read(nt_dsd_file* f, int64_t first, uint32_t count, uint8_t* const* channels) {
  if (f == nullptr || channels == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_file);
  if (first < 0 || count < 1 || count > NT_MAX_BLOCK_FRAMES)
    return fail_static(NT_INVALID_ARGUMENT, "the position is negative, or the count not 1 to 65536");
  for (uint32_t c = 0; c < f->file.container().channels; ++c)
    if (channels[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a channel is null");
  return guard([&] {
    f->file.read(first, count, channels);
    return NT_OK;
  });
}

void nt_dsd_file_close(nt_dsd_file* f) { delete f; }
