#include "decode/ogg/links.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "abi/guard.hpp"
#include "decode/ogg/page.hpp"

namespace nt::decode::ogg {
namespace {

constexpr size_t most_links = 10000;
constexpr size_t most_streams = 64;  // of one link
constexpr int64_t step = 65536;

struct Found {
  int64_t offset;
  int64_t end;
  Page page;
};

class Pages {
 public:
  explicit Pages(Bytes& bytes) : bytes_(bytes), window_(static_cast<size_t>(step) + most_page_bytes) {}

  /// The first sound page that begins in [from, until).
  std::optional<Found> next(int64_t from, int64_t until) {
    until = std::min(until, bytes_.size());
    for (; from < until; from += step) {
      const auto got = bytes_.peek(from, window_.data(), window_.size());
      const auto last = std::min<int64_t>({step, until - from, static_cast<int64_t>(got)});
      for (int64_t i = 0; i < last; ++i)
        if (const auto found = at(from, i, got)) return found;
    }
    return {};
  }

  /// The last sound page.
  std::optional<Found> last() {
    for (int64_t from = bytes_.size(); from > 0;) {
      from = std::max<int64_t>(0, from - step);
      const auto got = bytes_.peek(from, window_.data(), window_.size());
      for (auto i = std::min(step, static_cast<int64_t>(got)) - 1; i >= 0; --i)
        if (const auto found = at(from, i, got)) return found;
      // What is at the end of a cut file is a part of one page at most.
      if (bytes_.size() - from > 2 * static_cast<int64_t>(most_page_bytes) + step) break;
    }
    return {};
  }

 private:
  [[nodiscard]] std::optional<Found> at(int64_t from, int64_t index, size_t got) const {
    const auto* bytes = window_.data() + index;
    const auto left = got - static_cast<size_t>(index);
    if (left < head_bytes || bytes[0] != 'O') return {};
    const auto page = read_head(bytes);
    if (!page || left < head_bytes + page->segments) return {};
    const auto size = page_bytes(bytes);
    if (left < size || !is_sound(bytes, size)) return {};
    return Found{from + index, from + index + static_cast<int64_t>(size), *page};
  }

  Bytes& bytes_;
  std::vector<uint8_t> window_;
};

using Serials = std::vector<uint32_t>;

bool has(const Serials& serials, uint32_t serial) {
  return std::find(serials.begin(), serials.end(), serial) != serials.end();
}

/// The streams of the link that begins there: all of them begin before any goes on.
Serials streams_at(Pages& pages, int64_t offset, int64_t size) {
  Serials serials;
  for (auto page = pages.next(offset, offset + 1); page && page->page.begins && serials.size() < most_streams;
       page = pages.next(page->end, size))
    serials.push_back(page->page.serial);
  return serials;
}

}  // namespace

std::vector<int64_t> find_links(Bytes& bytes) {
  std::vector<int64_t> links{0};
  char magic[4];
  if (bytes.peek(0, magic, sizeof magic) != sizeof magic || std::memcmp(magic, "OggS", 4) != 0) return links;
  Pages pages(bytes);
  const auto last = pages.last();
  if (!last) return links;
  for (;;) {
    const auto serials = streams_at(pages, links.back(), bytes.size());
    if (serials.empty() || has(serials, last->page.serial)) return links;
    // The first page of no stream of this link.
    int64_t searched = links.back(), end = last->offset, next = last->offset;
    bool begins = last->page.begins;
    while (searched < end) {
      const auto middle = end - searched < step ? searched : searched + (end - searched) / 2;
      const auto page = pages.next(middle, end);
      if (!page || !has(serials, page->page.serial)) {
        end = middle;
        if (page) {
          next = page->offset;
          begins = page->page.begins;
        }
      } else {
        searched = page->end;
      }
    }
    // A stream that never began is nothing that a decoder could begin with.
    if (!begins || next <= links.back()) return links;
    if (links.size() == most_links) throw Error(NT_LIMIT, "the file is a chain of more than 10000 streams");
    links.push_back(next);
  }
}

}  // namespace nt::decode::ogg
