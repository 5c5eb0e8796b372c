#pragma once
// The bytes of one regular file for the demuxer. Nothing but this file is ever opened.

#include <cstdint>
#include <string>

#include "rt/ffmpeg.hpp"

namespace nt::decode {

class Source {
 public:
  /// Throws NT_NOT_FOUND, NT_UNSUPPORTED (not a regular file), NT_MALFORMED (empty), NT_IO.
  explicit Source(const std::string& path);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  [[nodiscard]] AVIOContext* io() const { return io_.get(); }
  [[nodiscard]] int64_t size() const { return size_; }

  /// At most this many bytes may be read from now on; a demuxer that wants more finds the end of the file.
  void set_budget(int64_t bytes) { budget_ = bytes; }
  void lift_budget() { budget_ = INT64_MAX; }
  [[nodiscard]] bool budget_spent() const { return budget_ <= 0; }

  /// The errno of a read that failed, 0 if none did.
  [[nodiscard]] int read_error() const { return read_error_; }

  /// Up to count bytes at offset, past the demuxer; fewer at the end of the file or on failure.
  size_t peek(int64_t offset, void* bytes, size_t count) const;

  /// Back to the first byte, for a fresh demuxer.
  void rewind();

 private:
  static int read(void* opaque, uint8_t* bytes, int count);
  static int64_t seek(void* opaque, int64_t offset, int whence);

  int file_ = -1;
  int64_t size_ = 0;
  int64_t position_ = 0;
  int64_t budget_ = INT64_MAX;
  int read_error_ = 0;
  ff::Owned<AVIOContext> io_;
};

}  // namespace nt::decode
