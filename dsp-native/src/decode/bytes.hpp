#pragma once
// Bytes at offsets: a regular file's, or the caller's (nt_byte_source), of which some can only be read forwards.

#include <cstdint>
#include <memory>
#include <string>

#include "ntdsp/decode.h"

namespace nt::decode {

class Bytes {
 public:
  virtual ~Bytes() = default;

  /// More than 0: so many; 0: the end; less than 0: it failed, and error says how.
  virtual int64_t read(int64_t offset, uint8_t* to, size_t count) = 0;
  /// Up to count bytes at offset; fewer where they are not to be had.
  virtual size_t peek(int64_t offset, void* to, size_t count) = 0;
  /// A read at this offset can be answered.
  [[nodiscard]] virtual bool can_read_at(int64_t offset) const = 0;
  /// What lies behind the reader need not be kept.
  virtual void forget_past() {}

  [[nodiscard]] virtual int64_t size() const = 0;
  [[nodiscard]] virtual bool is_seekable() const = 0;
  [[nodiscard]] virtual bool is_live() const { return false; }
  [[nodiscard]] int error() const { return error_; }

 protected:
  int error_ = 0;
};

/// Throws NT_NOT_FOUND, NT_UNSUPPORTED (not a regular file), NT_MALFORMED (empty), NT_IO.
std::unique_ptr<Bytes> open_file(const std::string& path);

/// The caller's bytes.
std::unique_ptr<Bytes> make_arriving(const nt_byte_source& source);

}  // namespace nt::decode
