#include "abi/guard.hpp"
#include "decode/decoder.hpp"
#include "decode/dsd/dsd_decoder.hpp"
#include "decode/ogg/chain.hpp"

using nt::fail_static;
using nt::guard;

struct nt_decoder {
  std::unique_ptr<nt::decode::Stream> stream;
};

namespace {
constexpr const char* null_decoder = "the decoder or the place for the answer is null";
constexpr const char* null_open = "the path or the place for the decoder is null";

std::unique_ptr<nt::decode::Stream> open(const nt::decode::Origin& origin, const nt_decode_options& options) {
  // DSD is read from all over its file; what can only be read forwards must not be begun twice.
  const bool is_seekable = origin.bytes == nullptr || origin.bytes->is_seekable != 0;
  if (is_seekable && nt::dsd::is_dsd_file(origin)) return std::make_unique<nt::dsd::DsdDecoder>(origin, options);
  if (!is_seekable) return nt::decode::ogg::open_passing(origin, options);
  if (auto chain = nt::decode::ogg::open_chain(origin, options)) return chain;
  return std::make_unique<nt::decode::Decoder>(origin, options);
}

nt_status open(const nt::decode::Origin& origin, const nt_decode_options* options, nt_decoder** out) {
  if (options != nullptr && options->threads > 16)
    return fail_static(NT_INVALID_ARGUMENT, "at most 16 decoding threads");
  nt::ff::quiet_log();
  *out = new nt_decoder{open(origin, options != nullptr ? *options : nt_decode_options{})};
  return NT_OK;
}
}  // namespace

nt_status nt_decoder_open(const char* path, const nt_decode_options* options, nt_decoder** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_open);
  *out = nullptr;
  if (path == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_open);
  return guard([&] { return open(path, options, out); });
}

nt_status nt_decoder_open_bytes(const nt_byte_source* source, const char* hint, const nt_decode_options* options,
                                nt_decoder** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_open);
  *out = nullptr;
  if (source == nullptr || source->read == nullptr)
    return fail_static(NT_INVALID_ARGUMENT, "the source or its function is null");
  if (source->size < -1 || (source->is_seekable != 0 && (source->size < 0 || source->is_live != 0)))
    return fail_static(NT_INVALID_ARGUMENT, "bytes that can be sought have a size and are not live");
  if (source->size == 0) return fail_static(NT_MALFORMED, "the file is empty (0 bytes)");
  return guard([&] {
    std::string name(1, '.');
    return open({*source, name.append(hint != nullptr ? hint : "")}, options, out);
  });
}

nt_status nt_decoder_describe(const nt_decoder* d, nt_media_info* out) {
  if (d == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  *out = d->stream->info();
  return NT_OK;
}

nt_status nt_decoder_read(nt_decoder* d, double* const* planes, uint32_t capacity, uint32_t* got) {
  if (got == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  *got = 0;
  if (d == nullptr || planes == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  if (capacity < 1 || capacity > NT_MAX_BLOCK_FRAMES)
    return fail_static(NT_INVALID_ARGUMENT, "a block holds 1 to 65536 frames");
  for (uint32_t c = 0; c < d->stream->info().channels; ++c)
    if (planes[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  return guard([&] {
    nt::ff::clear_log();
    return d->stream->read(planes, capacity, *got);
  });
}

nt_status nt_decoder_seek(nt_decoder* d, int64_t frame) {
  if (d == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  if (frame < 0) return fail_static(NT_INVALID_ARGUMENT, "the position is negative");
  return guard([&] {
    nt::ff::clear_log();
    d->stream->seek(frame);
    return NT_OK;
  });
}

nt_status nt_decoder_damaged(const nt_decoder* d, int64_t* packets) {
  if (d == nullptr || packets == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  *packets = d->stream->damaged();
  return NT_OK;
}

nt_status nt_decoder_part(const nt_decoder* d, uint32_t* index) {
  if (d == nullptr || index == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  *index = d->stream->part();
  return NT_OK;
}

nt_status nt_decoder_tag(const nt_decoder* d, uint32_t index, const char** key, const char** value) {
  if (d == nullptr || key == nullptr || value == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  const auto& entries = d->stream->tags().entries;
  if (index >= entries.size()) return fail_static(NT_INVALID_ARGUMENT, "there is no tag of this index");
  *key = entries[index].first.c_str();
  *value = entries[index].second.c_str();
  return NT_OK;
}

nt_status nt_decoder_cover(const nt_decoder* d, const uint8_t** bytes, size_t* size, const char** mime) {
  if (d == nullptr || bytes == nullptr || size == nullptr || mime == nullptr)
    return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  const auto& tags = d->stream->tags();
  if (tags.cover.empty()) return fail_static(NT_NOT_FOUND, "the file has no cover");
  *bytes = tags.cover.data();
  *size = tags.cover.size();
  *mime = tags.cover_mime.c_str();
  return NT_OK;
}

nt_status nt_decoder_lyrics(const nt_decoder* d, const char** text) {
  if (d == nullptr || text == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_decoder);
  if (d->stream->tags().lyrics.empty()) return fail_static(NT_NOT_FOUND, "the file has no lyrics");
  *text = d->stream->tags().lyrics.c_str();
  return NT_OK;
}

void nt_decoder_close(nt_decoder* d) { delete d; }
