#include "output/tags/checked_stream.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "abi/guard.hpp"
#include "output/file_error.hpp"

namespace nt::output {
namespace {

constexpr int64_t piece = 1 << 18;

}  // namespace

CheckedStream::CheckedStream(std::string path) : path_(std::move(path)) {
  file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
  struct stat kind {};
  const int error = file_ >= 0 && ::fstat(file_, &kind) == 0 ? 0 : errno;
  if (error == 0 && S_ISREG(kind.st_mode)) {
    opened_ = kind.st_size;
    return;
  }
  if (file_ >= 0) ::close(file_);
  if (error == 0) throw Error(NT_UNSUPPORTED, "this is no regular file");
  throw Error(status_of(error), std::string("the file cannot be opened for writing: ") + std::strerror(error));
}

CheckedStream::~CheckedStream() {
  if (file_ >= 0) ::close(file_);
}

TagLib::ByteVector CheckedStream::readBlock(unsigned long length) {
  const auto rest = std::max<int64_t>(0, this->length() - position_);
  TagLib::ByteVector block(static_cast<unsigned int>(std::min<int64_t>(static_cast<int64_t>(length), rest)));
  if (!block.isEmpty()) read_at(block.data(), block.size(), position_);
  position_ += static_cast<long>(block.size());
  return block;
}

/// What a damaged file says of its parts may make the tags' place a thousand times as large as the file.
bool CheckedStream::is_too_long(int64_t length) {
  if (length <= opened_ + most_growth) return false;
  note(EFBIG);
  return true;
}

void CheckedStream::writeBlock(const TagLib::ByteVector& data) {
  if (is_too_long(position_ + static_cast<int64_t>(data.size()))) return;
  write_at(data.data(), data.size(), position_);
  position_ += static_cast<long>(data.size());
}

void CheckedStream::insert(const TagLib::ByteVector& data, unsigned long start, unsigned long replace) {
  const auto at = static_cast<int64_t>(start), gone = static_cast<int64_t>(replace),
             size = static_cast<int64_t>(data.size());
  if (is_too_long(std::max(length() + size - gone, at + size))) return;
  if (size != gone) move_rest(at + gone, at + size);
  write_at(data.data(), data.size(), at);
  position_ = static_cast<long>(at + size);
}

void CheckedStream::removeBlock(unsigned long start, unsigned long length) {
  move_rest(static_cast<int64_t>(start + length), static_cast<int64_t>(start));
}

void CheckedStream::seek(long offset, Position from) {
  position_ = from == Beginning ? offset : from == Current ? position_ + offset : length() + offset;
  position_ = std::max(position_, 0L);
}

long CheckedStream::length() {
  struct stat now {};
  if (::fstat(file_, &now) != 0) {
    note(errno);
    return 0;
  }
  return static_cast<long>(now.st_size);
}

void CheckedStream::truncate(long length) {
  if (::ftruncate(file_, length) != 0) note(errno);
}

void CheckedStream::finish() {
  if (error_ == 0) note(force_to_disk(file_));
  if (error_ != 0) throw Error(status_of(error_), std::string("writing tags failed: ") + std::strerror(error_));
}

void CheckedStream::read_at(void* bytes, size_t count, int64_t at) {
  auto* to = static_cast<char*>(bytes);
  while (count > 0) {
    const auto n = ::pread(file_, to, count, at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return note(n < 0 ? errno : EIO);
    to += n;
    at += n;
    count -= static_cast<size_t>(n);
  }
}

void CheckedStream::write_at(const void* bytes, size_t count, int64_t at) {
  if (error_ == 0) note(write_all(file_, bytes, count, at));
}

void CheckedStream::move_rest(int64_t from, int64_t to) {
  const int64_t end = length(), total = std::max<int64_t>(0, end - from);
  std::vector<char> held(static_cast<size_t>(std::min(total, piece)));
  // Towards the end from behind, towards the beginning from the front, so that nothing is read after it was written.
  for (int64_t done = 0; done < total && error_ == 0;) {
    const int64_t n = std::min(piece, total - done);
    const int64_t offset = to > from ? total - done - n : done;
    read_at(held.data(), static_cast<size_t>(n), from + offset);
    if (error_ == 0) write_at(held.data(), static_cast<size_t>(n), to + offset);
    done += n;
  }
  if (to < from && error_ == 0) truncate(static_cast<long>(to + total));
}

}  // namespace nt::output
