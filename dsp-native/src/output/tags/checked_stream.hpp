#pragma once
// A file as TagLib reads and writes it, that does not forget a failure: TagLib's own stream has no way to say that a
// write failed.

#include <taglib/tiostream.h>

#include <cstdint>
#include <string>

#include "ntdsp/abi.h"

namespace nt::output {

class CheckedStream final : public TagLib::IOStream {
 public:
  /// Throws NT_NOT_FOUND, NT_IO, or NT_UNSUPPORTED for what is no regular file.
  explicit CheckedStream(std::string path);
  ~CheckedStream() override;
  CheckedStream(const CheckedStream&) = delete;
  CheckedStream& operator=(const CheckedStream&) = delete;

  [[nodiscard]] TagLib::FileName name() const override { return path_.c_str(); }
  TagLib::ByteVector readBlock(unsigned long length) override;
  void writeBlock(const TagLib::ByteVector& data) override;
  void insert(const TagLib::ByteVector& data, unsigned long start, unsigned long replace) override;
  void removeBlock(unsigned long start, unsigned long length) override;
  [[nodiscard]] bool readOnly() const override { return false; }
  [[nodiscard]] bool isOpen() const override { return file_ >= 0; }
  void seek(long offset, Position from) override;
  [[nodiscard]] long tell() const override { return position_; }
  long length() override;
  void truncate(long length) override;

  /// Forces everything to disk. Throws what failed first since the file was opened.
  void finish();

 private:
  bool is_too_long(int64_t length);
  void read_at(void* bytes, size_t count, int64_t at);
  void write_at(const void* bytes, size_t count, int64_t at);
  /// Moves what stands from one place to the end of the file to another place.
  void move_rest(int64_t from, int64_t to);
  void note(int error) {
    if (error_ == 0) error_ = error;
  }

  std::string path_;
  // All values of an edit at their longest, and what writers leave free for later ones.
  static constexpr int64_t most_growth = 512 << 10;
  int64_t opened_ = 0;  // bytes of the file at first
  int file_ = -1;
  int error_ = 0;  // errno of the first failure
  long position_ = 0;
};

}  // namespace nt::output
