#include "decode/ogg/passing_links.hpp"

#include <algorithm>
#include <cstring>

namespace nt::decode::ogg {

nt_byte_source PassingLinks::bytes() {
  nt_byte_source link = source_;
  link.context = this;
  link.read = [](void* context, int64_t, uint8_t* to, size_t count) {
    return static_cast<PassingLinks*>(context)->read(to, count);
  };
  if (!is_first_) link.size = -1;
  return link;
}

bool PassingLinks::go_on() {
  if (!is_at_border_) return false;
  is_at_border_ = has_begun_ = is_first_ = false;
  return true;
}

int64_t PassingLinks::pull(uint8_t* to, size_t count) {
  const auto n = std::min<int64_t>(source_.read(source_.context, position_, to, count), static_cast<int64_t>(count));
  position_ += std::max<int64_t>(0, n);
  return n;
}

/// Holds so many bytes; false: there are no more.
bool PassingLinks::fill(size_t bytes) {
  while (held_count_ < bytes) {
    const auto n = pull(held_.data() + held_count_, bytes - held_count_);
    if (n <= 0) {
      failed_ = n;
      return false;
    }
    held_count_ += static_cast<size_t>(n);
  }
  return true;
}

int64_t PassingLinks::give(uint8_t* to, size_t count, size_t most) {
  const auto n = std::min({count, most, held_count_});
  std::copy_n(held_.data(), n, to);
  std::copy(held_.data() + n, held_.data() + held_count_, held_.data());
  held_count_ -= n;
  return static_cast<int64_t>(n);
}

int64_t PassingLinks::read(uint8_t* to, size_t count) {
  if (is_at_border_ || count == 0) return 0;
  if (!is_known_) {
    if (!fill(4) && held_count_ == 0) return failed_;
    is_ogg_ = held_count_ == 4 && std::memcmp(held_.data(), "OggS", 4) == 0;
    is_known_ = true;
  }
  if (!is_ogg_) return held_count_ > 0 ? give(to, count, held_count_) : pull(to, count);
  if (passing_ == 0) {
    if (!fill(head_bytes)) return held_count_ > 0 ? give(to, count, held_count_) : failed_;
    const auto page = read_head(held_.data());
    if (!page) {
      // Damage, or bytes between pages: the next one may begin anywhere.
      const auto* next = std::find(held_.data() + 1, held_.data() + held_count_, uint8_t{'O'});
      return give(to, count, static_cast<size_t>(next - held_.data()));
    }
    if (page->begins && has_begun_) {
      is_at_border_ = true;
      return 0;
    }
    if (!page->begins) has_begun_ = true;
    passing_ = fill(head_bytes + page->segments) ? page_bytes(held_.data()) : held_count_;
  }
  const auto n = held_count_ > 0 ? give(to, count, passing_) : pull(to, std::min(count, passing_));
  if (n > 0) passing_ -= static_cast<size_t>(n);
  return n;
}

}  // namespace nt::decode::ogg
