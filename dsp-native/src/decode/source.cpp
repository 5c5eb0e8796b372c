#include "decode/source.hpp"

#include <algorithm>
#include <cerrno>

#include "abi/guard.hpp"

namespace nt::decode {
namespace {

constexpr int buffer_bytes = 65536;
constexpr int live_buffer_bytes = 4096;  // what is read ahead is late

}  // namespace

Source::Source(const Origin& origin)
    : bytes_(origin.bytes != nullptr ? make_arriving(*origin.bytes) : open_file(origin.path)) {
  const int size = is_live() ? live_buffer_bytes : buffer_bytes;
  auto* buffer = static_cast<unsigned char*>(av_malloc(static_cast<size_t>(size)));
  io_.reset(buffer == nullptr ? nullptr
                              : avio_alloc_context(buffer, size, 0, this, &Source::read, nullptr, &Source::seek));
  if (io_ == nullptr) {
    av_free(buffer);
    throw std::bad_alloc();
  }
  if (!is_seekable()) io_->seekable = 0;
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
  const auto n = self.bytes_->read(self.position_, bytes, static_cast<size_t>(count));
  if (n < 0) return AVERROR(self.read_error());
  if (n == 0) return AVERROR_EOF;
  self.position_ += n;
  if (self.budget_ != INT64_MAX) self.budget_ -= n;
  return static_cast<int>(n);
}

int64_t Source::seek(void* opaque, int64_t offset, int whence) {
  auto& self = *static_cast<Source*>(opaque);
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return self.size() >= 0 ? self.size() : AVERROR(ENOSYS);
    case SEEK_SET:
      break;
    case SEEK_CUR:
      if (__builtin_add_overflow(offset, self.position_, &offset)) return AVERROR(EINVAL);
      break;
    case SEEK_END:
      if (self.size() < 0 || __builtin_add_overflow(offset, self.size(), &offset)) return AVERROR(EINVAL);
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  if (!self.bytes_->can_read_at(offset)) return AVERROR(ESPIPE);
  return self.position_ = offset;
}

}  // namespace nt::decode
