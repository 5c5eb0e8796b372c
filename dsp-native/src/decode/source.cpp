#include "decode/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "abi/guard.hpp"

namespace nt::decode {
namespace {

constexpr int buffer_bytes = 65536;

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

}  // namespace

Source::Source(const std::string& path) {
  file_ = open_regular(path, size_);
  if (size_ == 0) {
    ::close(file_);
    throw Error(NT_MALFORMED, "the file is empty (0 bytes)");
  }
  ::posix_fadvise(file_, 0, 0, POSIX_FADV_SEQUENTIAL);
  auto* buffer = static_cast<unsigned char*>(av_malloc(buffer_bytes));
  io_.reset(buffer == nullptr
                ? nullptr
                : avio_alloc_context(buffer, buffer_bytes, 0, this, &Source::read, nullptr, &Source::seek));
  if (io_ == nullptr) {
    av_free(buffer);
    ::close(file_);
    throw std::bad_alloc();
  }
}

Source::~Source() { ::close(file_); }

size_t Source::peek(int64_t offset, void* bytes, size_t count) const {
  size_t got = 0;
  while (got < count) {
    const auto n = ::pread(file_, static_cast<char*>(bytes) + got, count - got, offset + static_cast<int64_t>(got));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    got += static_cast<size_t>(n);
  }
  return got;
}

void Source::rewind() {
  avio_seek(io_.get(), 0, SEEK_SET);
  io_->eof_reached = 0;
  io_->error = 0;
}

int Source::read(void* opaque, uint8_t* bytes, int count) {
  auto& self = *static_cast<Source*>(opaque);
  if (self.budget_ <= 0) return AVERROR_EOF;
  count = static_cast<int>(std::min<int64_t>(count, self.budget_));
  for (;;) {
    const auto n = ::pread(self.file_, bytes, static_cast<size_t>(count), self.position_);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      self.read_error_ = errno;
      return AVERROR(errno);
    }
    if (n == 0) return AVERROR_EOF;
    self.position_ += n;
    if (self.budget_ != INT64_MAX) self.budget_ -= n;
    return static_cast<int>(n);
  }
}

int64_t Source::seek(void* opaque, int64_t offset, int whence) {
  auto& self = *static_cast<Source*>(opaque);
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return self.size_;
    case SEEK_SET:
      break;
    case SEEK_CUR:
      if (__builtin_add_overflow(offset, self.position_, &offset)) return AVERROR(EINVAL);
      break;
    case SEEK_END:
      if (__builtin_add_overflow(offset, self.size_, &offset)) return AVERROR(EINVAL);
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  return self.position_ = offset;
}

}  // namespace nt::decode
