#pragma once
// How many others have a file open, without any doing of theirs: the kernel tells of opening and closing.

#include <cstdint>
#include <string>

namespace nt::analysis {

/// A mapping holds its file open. Two openings that come at once may be told as one, and so may two closings: whoever
/// relies on being counted opens the file again when it finds that it is not.
class ReaderCount {
 public:
  /// Where the kernel cannot tell (no inotify left), there is always one.
  explicit ReaderCount(const std::string& path);
  ~ReaderCount();
  ReaderCount(const ReaderCount&) = delete;
  ReaderCount& operator=(const ReaderCount&) = delete;

  /// Becomes readable when the count may have changed; -1: it never changes.
  [[nodiscard]] int file() const noexcept { return file_; }
  /// Takes in what was told since the last call.
  uint32_t update() noexcept;

 private:
  int file_;
  uint32_t count_ = 0;
};

}  // namespace nt::analysis
