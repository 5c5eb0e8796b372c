#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "abi/guard.hpp"
#include "decode/bytes.hpp"

namespace nt::decode {
namespace {

int open_regular(const std::string& path, int64_t& size) {
  // O_NONBLOCK: a named pipe must not hold the caller until somebody writes to it.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (file < 0) {
    const int error = errno;
    if (error == EMFILE || error == ENFILE || error == EIO) throw Error(NT_IO, std::strerror(error));
    throw Error(NT_NOT_FOUND, error == ENOENT ? "there is no such file" : std::strerror(error));
  }
  struct stat facts {};
  if (::fstat(file, &facts) != 0) {
    const int error = errno;
    ::close(file);
    throw Error(NT_IO, std::strerror(error));
  }
  if (!S_ISREG(facts.st_mode)) {
    ::close(file);
    if (S_ISDIR(facts.st_mode)) throw Error(NT_NOT_FOUND, "this is a folder; name a file in it");
    throw Error(NT_UNSUPPORTED, "this is not a regular file; audio is read from files that can be positioned");
  }
  size = facts.st_size;
  return file;
}

class FileBytes final : public Bytes {
 public:
  explicit FileBytes(const std::string& path) {
    file_ = open_regular(path, size_);
    if (size_ == 0) {
      ::close(file_);
      throw Error(NT_MALFORMED, "the file is empty (0 bytes)");
    }
    ::posix_fadvise(file_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~FileBytes() override { ::close(file_); }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  int64_t read(int64_t offset, uint8_t* to, size_t count) override {
    for (;;) {
      const auto n = ::pread(file_, to, count, offset);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) error_ = errno;
      return n;
    }
  }

  size_t peek(int64_t offset, void* to, size_t count) override {
    size_t got = 0;
    while (got < count) {
      const auto n = ::pread(file_, static_cast<char*>(to) + got, count - got, offset + static_cast<int64_t>(got));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      got += static_cast<size_t>(n);
    }
    return got;
  }

  [[nodiscard]] bool can_read_at(int64_t) const override { return true; }
  [[nodiscard]] int64_t size() const override { return size_; }
  [[nodiscard]] bool is_seekable() const override { return true; }

 private:
  int file_ = -1;
  int64_t size_ = 0;
};

}  // namespace

std::unique_ptr<Bytes> open_file(const std::string& path) { return std::make_unique<FileBytes>(path); }

}  // namespace nt::decode
