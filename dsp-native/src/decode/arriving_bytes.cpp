#include <algorithm>
#include <cerrno>
#include <vector>

#include "decode/bytes.hpp"

namespace nt::decode {
namespace {

class SoughtBytes final : public Bytes {
 public:
  explicit SoughtBytes(const nt_byte_source& source) : source_(source) {}

  int64_t read(int64_t offset, uint8_t* to, size_t count) override {
    const int64_t n = source_.read(source_.context, offset, to, count);
    if (n < 0) error_ = EIO;
    return std::min<int64_t>(n, static_cast<int64_t>(count));
  }

  size_t peek(int64_t offset, void* to, size_t count) override {
    size_t got = 0;
    while (got < count) {
      const auto n = read(offset + static_cast<int64_t>(got), static_cast<uint8_t*>(to) + got, count - got);
      if (n <= 0) break;
      got += static_cast<size_t>(n);
    }
    return got;
  }

  [[nodiscard]] bool can_read_at(int64_t) const override { return true; }
  [[nodiscard]] int64_t size() const override { return source_.size; }
  [[nodiscard]] bool is_seekable() const override { return true; }

 private:
  nt_byte_source source_;
};

/// Opening a stream looks at its beginning more than once: all of it is kept until the stream is open, up to a bound.
class ForwardBytes final : public Bytes {
 public:
  explicit ForwardBytes(const nt_byte_source& source) : source_(source) {}

  int64_t read(int64_t offset, uint8_t* to, size_t count) override {
    if (offset < kept()) {
      const auto n = std::min(count, static_cast<size_t>(kept() - offset));
      std::copy_n(past_.data() + offset, n, to);
      return static_cast<int64_t>(n);
    }
    if (forgets_ && !past_.empty()) past_ = {};
    if (offset != arrived_) return fail();
    return arrive(to, count);
  }

  size_t peek(int64_t offset, void* to, size_t count) override {
    if (offset < 0) return 0;
    // What is not there yet is waited for where it is near; of a live stream only what is there counts.
    while (is_kept_ && !is_live() && offset <= kept() + most_ahead && kept() < offset + static_cast<int64_t>(count)) {
      uint8_t some[4096];
      if (arrive(some, sizeof some) <= 0) break;
    }
    if (offset >= kept()) return 0;
    const auto n = std::min(count, static_cast<size_t>(kept() - offset));
    std::copy_n(past_.data() + offset, n, static_cast<uint8_t*>(to));
    return n;
  }

  [[nodiscard]] bool can_read_at(int64_t offset) const override {
    return offset == arrived_ || (offset >= 0 && offset < kept());
  }
  void forget_past() override {
    forgets_ = true;
    is_kept_ = false;
  }
  [[nodiscard]] int64_t size() const override { return source_.size; }
  [[nodiscard]] bool is_seekable() const override { return false; }
  [[nodiscard]] bool is_live() const override { return source_.is_live != 0; }

 private:
  static constexpr size_t most_past = 16u << 20;
  static constexpr int64_t most_ahead = 65536;

  [[nodiscard]] int64_t kept() const { return static_cast<int64_t>(past_.size()); }

  int64_t arrive(uint8_t* to, size_t count) {
    const int64_t n =
        std::min<int64_t>(source_.read(source_.context, arrived_, to, count), static_cast<int64_t>(count));
    if (n < 0) return fail();
    if (is_kept_) {
      if (past_.size() + static_cast<size_t>(n) <= most_past)
        past_.insert(past_.end(), to, to + n);
      else
        is_kept_ = false;  // what is kept has no holes
    }
    arrived_ += n;
    return n;
  }

  int64_t fail() {
    error_ = EIO;
    return -1;
  }

  nt_byte_source source_;
  std::vector<uint8_t> past_;  // from the first byte on
  int64_t arrived_ = 0;
  bool is_kept_ = true, forgets_ = false;
};

}  // namespace

std::unique_ptr<Bytes> make_arriving(const nt_byte_source& source) {
  if (source.is_seekable != 0) return std::make_unique<SoughtBytes>(source);
  return std::make_unique<ForwardBytes>(source);
}

}  // namespace nt::decode
