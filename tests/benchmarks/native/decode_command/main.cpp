// decode_command IN OUT.wav: a file to 24-bit WAV through our decoder and writer and nothing else, as
// `ffmpeg -i IN -c:a pcm_s24le OUT.wav` does; bench-decode compares the two processes.

#include <cstdio>
#include <vector>

#include "ntdsp/decode.h"
#include "ntdsp/output.h"

namespace {

constexpr uint32_t block = 8192;

int fail(const char* what) {
  char text[512];
  nt_last_error(text, sizeof text);
  std::fprintf(stderr, "%s: %s\n", what, text);
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return fail("decode_command IN OUT.wav");
  nt_decoder* decoder = nullptr;
  if (nt_decoder_open(arguments[1], nullptr, &decoder) != NT_OK) return fail(arguments[1]);
  nt_media_info info{};
  nt_decoder_describe(decoder, &info);
  nt_writer_options options{};
  options.sample_rate = info.sample_rate;
  options.channels = info.channels;
  options.channel_mask = info.channel_mask;
  options.kind = NT_MEDIA_WAV;
  options.samples = NT_SAMPLES_S24;
  nt_writer* writer = nullptr;
  if (nt_writer_create(arguments[2], &options, &writer) != NT_OK) return fail(arguments[2]);
  std::vector<double> samples(size_t{info.channels} * block);
  std::vector<double*> planes;
  for (uint32_t c = 0; c < info.channels; ++c) planes.push_back(&samples[size_t{c} * block]);
  uint32_t got = 0;
  nt_status status;
  while ((status = nt_decoder_read(decoder, planes.data(), block, &got)) == NT_OK)
    if (nt_writer_write(writer, planes.data(), got) != NT_OK) return fail(arguments[2]);
  if (status != NT_END) return fail(arguments[1]);
  if (nt_writer_finish(writer) != NT_OK) return fail(arguments[2]);
  nt_writer_close(writer);
  nt_decoder_close(decoder);
  return 0;
}
