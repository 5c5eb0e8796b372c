#pragma once
// The bytes of one medium for the demuxer: of a regular file, or such as the caller gives. Nothing else is ever opened.

#include <cstdint>
#include <memory>
#include <string>

#include "decode/bytes.hpp"
#include "rt/ffmpeg.hpp"

namespace nt::decode {

/// Where bytes come from: a path, or the caller's functions.
struct Origin {
  Origin(std::string file) : path(std::move(file)) {}
  Origin(const char* file) : path(file) {}
  Origin(const nt_byte_source& source, std::string ending) : path(std::move(ending)), bytes(&source) {}

  std::string path;                       // of the caller's bytes a name that ends as its kind does
  const nt_byte_source* bytes = nullptr;  // null: a file
};

class Source {
 public:
  /// Throws NT_NOT_FOUND, NT_UNSUPPORTED (not a regular file), NT_MALFORMED (empty), NT_IO.
  explicit Source(const Origin& origin);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  [[nodiscard]] AVIOContext* io() const { return io_.get(); }
  /// -1: not known.
  [[nodiscard]] int64_t size() const { return bytes_->size(); }
  [[nodiscard]] bool is_seekable() const { return bytes_->is_seekable(); }
  /// Bytes come at their own pace: nothing that is not needed is to be waited for.
  [[nodiscard]] bool is_live() const { return bytes_->is_live(); }

  /// At most this many bytes may be read from now on; a demuxer that wants more finds the end of the file.
  void set_budget(int64_t bytes) { budget_ = bytes; }
  void lift_budget() { budget_ = INT64_MAX; }
  [[nodiscard]] bool budget_spent() const { return budget_ <= 0; }

  /// The stream is open: of bytes that cannot be sought none is kept for looking back any more.
  void forget_past() { bytes_->forget_past(); }

  /// The errno of a read that failed, 0 if none did.
  [[nodiscard]] int read_error() const { return bytes_->error(); }

  /// Up to count bytes at offset, past the demuxer; fewer at the end of the file, on failure, and where bytes that
  /// cannot be sought have gone or would have to be waited for.
  size_t peek(int64_t offset, void* bytes, size_t count) const { return bytes_->peek(offset, bytes, count); }

  /// Back to the first byte, for a fresh demuxer.
  void rewind();

 private:
  static int read(void* opaque, uint8_t* bytes, int count);
  static int64_t seek(void* opaque, int64_t offset, int whence);

  std::unique_ptr<Bytes> bytes_;
  int64_t position_ = 0;
  int64_t budget_ = INT64_MAX;
  ff::Owned<AVIOContext> io_;
};

}  // namespace nt::decode
