#pragma once
// The file that is written. Failures keep their meaning: a full disk is not any other failure.

#include <cstddef>
#include <cstdint>
#include <string>

namespace nt::output {

class Sink {
 public:
  /// Creates or empties the file. Throws NT_NOT_FOUND, NT_NO_SPACE, NT_IO.
  explicit Sink(const std::string& path);
  ~Sink();
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  /// At the current position. Throws NT_NO_SPACE, NT_IO.
  void write(const void* bytes, size_t count);
  /// The same without throwing: an errno, or 0. The first failure is kept for rethrow.
  int try_write(const void* bytes, size_t count) noexcept;
  void seek(int64_t position) { position_ = position; }
  [[nodiscard]] int64_t position() const { return position_; }
  [[nodiscard]] int64_t size() const { return size_; }

  /// Throws the failure that try_write met, if it met one.
  void rethrow() const;
  /// Forces the bytes to disk.
  void sync();

 private:
  int file_ = -1;
  int64_t position_ = 0;
  int64_t size_ = 0;
  int error_ = 0;
};

/// Renames and forces the folder to disk. Throws NT_NOT_FOUND, NT_NO_SPACE, NT_IO.
void publish(const std::string& from, const std::string& to);

}  // namespace nt::output
