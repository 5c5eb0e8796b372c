#include "abi/guard.hpp"
#include "graph/instance.hpp"
#include "output/dsd/dsd_writer.hpp"
#include "output/encoder_writer.hpp"
#include "output/kinds.hpp"
#include "output/wav_writer.hpp"

using nt::fail;
using nt::fail_static;
using nt::guard;

namespace nt::output {

std::unique_ptr<Writer> make_writer(const std::string& path, Settings settings) {
  const Kind& kind = *find_kind(settings.kind);
  if (kind.kind == NT_MEDIA_DSF || kind.kind == NT_MEDIA_DSDIFF)
    return std::make_unique<dsd::DsdWriter>(path, std::move(settings));
  if (kind.encoder == nullptr) return std::make_unique<WavWriter>(path, std::move(settings));
  return std::make_unique<EncoderWriter>(path, std::move(settings), kind);
}

void Writer::copy_bits(const std::string&) { throw Error(NT_UNSUPPORTED, "only DSF and DSDIFF files store bits"); }

}  // namespace nt::output

struct nt_writer {
  std::unique_ptr<nt::output::Writer> writer;
  uint32_t channels = 0;
  uint64_t frames = 0;
  bool finished = false;
  nt_status failure = NT_OK;
  std::string failure_text;
};

namespace {

constexpr const char* null_writer = "the writer or what it needs is null";

/// Runs body unless the writer has failed before; a failure stays.
template <class Body>
nt_status attempt(nt_writer& w, Body&& body) {
  if (w.failure != NT_OK) return fail(w.failure, w.failure_text);
  nt::ff::clear_log();
  const nt_status status = guard(body);
  if (status >= 0) return status;
  w.failure = status;
  char text[512];
  nt_last_error(text, sizeof text);
  w.failure_text = text;
  return status;
}

}  // namespace

nt_status nt_writer_create(const char* path, const nt_writer_options* options, nt_writer** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_writer);
  *out = nullptr;
  if (path == nullptr || options == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_writer);
  return guard([&] {
    nt::ff::quiet_log();
    auto w = std::make_unique<nt_writer>();
    w->channels = options->channels;
    w->writer = nt::output::make_writer(path, nt::output::check(*options));
    *out = w.release();
    return NT_OK;
  });
}

nt_status nt_writer_write(nt_writer* w, const double* const* planes, uint32_t frames) {
  if (w == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_writer);
  if (frames > NT_MAX_BLOCK_FRAMES) return fail_static(NT_INVALID_ARGUMENT, "a block holds at most 65536 frames");
  if (w->finished) return fail_static(NT_BAD_STATE, "the file is finished");
  if (frames == 0) return NT_OK;
  if (planes == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_writer);
  for (uint32_t c = 0; c < w->channels; ++c)
    if (planes[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  if (!nt::graph::all_finite(planes, w->channels, frames))
    return guard([&] {
      return fail(NT_NOT_FINITE,
                  "the block that begins at frame " + std::to_string(w->frames) + " holds NaN or infinity");
    });
  return attempt(*w, [&] {
    w->writer->write(planes, frames);
    w->frames += frames;
    return NT_OK;
  });
}

nt_status nt_writer_copy_bits(nt_writer* w, const char* dsd_file) {
  if (w == nullptr || dsd_file == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_writer);
  if (w->finished || w->frames > 0) return fail_static(NT_BAD_STATE, "samples were written to the file before");
  return attempt(*w, [&] {
    w->writer->copy_bits(dsd_file);
    return NT_OK;
  });
}

nt_status nt_writer_finish(nt_writer* w) {
  if (w == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_writer);
  if (w->finished) return fail_static(NT_BAD_STATE, "the file is finished");
  return attempt(*w, [&] {
    w->writer->finish();
    w->finished = true;
    return NT_OK;
  });
}

nt_status nt_file_publish(const char* from, const char* to) {
  if (from == nullptr || to == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_writer);
  return guard([&] {
    nt::output::publish(from, to);
    return NT_OK;
  });
}

void nt_writer_close(nt_writer* w) { delete w; }
