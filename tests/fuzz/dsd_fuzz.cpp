// Any bytes as a DSF or DSDIFF file read as bits, and as words of DSD over PCM.

#include <ntdsp/dsd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

void read_file(const uint8_t* data, size_t size) {
  const int file = memfd_create("input", MFD_CLOEXEC);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  nt_dsd_file* f = nullptr;
  if (nt_dsd_file_open(path, &f) == NT_OK) {
    nt_dsd_info info{};
    if (nt_dsd_file_describe(f, &info) != NT_OK || info.channels < 1 || info.channels > NT_DSD_MAX_CHANNELS ||
        info.bits < 0 || info.bits > 8 * static_cast<int64_t>(size))
      std::abort();
    constexpr uint32_t count = 5000;
    std::vector<uint8_t> bytes(size_t{info.channels} * count);
    std::vector<uint8_t*> channels;
    for (uint32_t c = 0; c < info.channels; ++c) channels.push_back(&bytes[size_t{c} * count]);
    for (const int64_t first : {int64_t{0}, int64_t{4095}, info.bits / 16, info.bits / 8, INT64_MAX - count})
      if (nt_dsd_file_read(f, first, count, channels.data()) != NT_OK) std::abort();
    nt_dsd_file_close(f);
  }
  close(file);
}

void read_words(const uint8_t* data, size_t size) {
  const uint32_t channels = size > 0 ? 1 + data[0] % NT_DSD_MAX_CHANNELS : 1;
  const auto frames = static_cast<uint32_t>(std::min<size_t>(size / (4 * channels), 1024));
  if (frames == 0) return;
  std::vector<int32_t> words(size_t{frames} * channels), again(words.size());
  std::memcpy(words.data(), data, 4 * words.size());
  std::vector<uint8_t> bytes(size_t{channels} * 2 * frames);
  std::vector<uint8_t*> planes;
  for (uint32_t c = 0; c < channels; ++c) planes.push_back(&bytes[size_t{c} * 2 * frames]);
  int32_t odd = 0;
  if (nt_dop_unpack(words.data(), channels, frames, planes.data(), &odd) != NT_OK) return;
  if (nt_dop_pack(planes.data(), channels, frames, static_cast<uint64_t>(odd), again.data()) != NT_OK) std::abort();
  for (size_t i = 0; i < words.size(); ++i)
    if (((words[i] ^ again[i]) & 0xFFFFFF) != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  read_file(data, size);
  read_words(data, size);
  return 0;
}
