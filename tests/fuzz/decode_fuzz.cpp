// Any bytes as a media file: open, read, seek, read again, close. Bounded in frames, so that a small file that decodes
// to hours of silence does not count as a hang.

#include <ntdsp/decode.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr uint32_t block_frames = 4096;
constexpr int max_blocks = 64;

void read_some(nt_decoder* d, uint32_t channels) {
  std::vector<double> samples(size_t{channels} * block_frames);
  std::vector<double*> planes(channels);
  for (uint32_t c = 0; c < channels; ++c) planes[c] = &samples[size_t{c} * block_frames];
  for (int i = 0; i < max_blocks; ++i) {
    uint32_t got = 0;
    const auto status = nt_decoder_read(d, planes.data(), block_frames, &got);
    if (got > block_frames || (status != NT_OK && got != 0)) std::abort();
    if (status != NT_OK) break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int file = memfd_create("input", MFD_CLOEXEC);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  nt_decoder* d = nullptr;
  if (nt_decoder_open(path, nullptr, &d) == NT_OK) {
    nt_media_info info{};
    if (nt_decoder_describe(d, &info) != NT_OK || info.channels < 1 || info.channels > NT_MAX_CHANNELS) std::abort();
    for (uint32_t i = 0; i < info.tag_count; ++i) {
      const char* key = nullptr;
      const char* value = nullptr;
      if (nt_decoder_tag(d, i, &key, &value) != NT_OK || key == nullptr || value == nullptr) std::abort();
    }
    read_some(d, info.channels);
    const int64_t middle = info.length > 0 ? info.length / 2 : 1000;
    if (nt_decoder_seek(d, middle) == NT_OK) read_some(d, info.channels);
    if (nt_decoder_seek(d, size > 0 ? data[size - 1] : 0) == NT_OK) read_some(d, info.channels);
    nt_decoder_close(d);
  }
  close(file);
  return 0;
}
