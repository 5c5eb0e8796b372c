#pragma once
// Pages of Ogg (RFC 3533). A file may hold several streams one behind the other, "links" of a chain: what stations send
// at every change of title, and what joined files are.

#include <cstddef>
#include <cstdint>
#include <optional>

namespace nt::decode::ogg {

constexpr size_t head_bytes = 27;  // of a page without its table of segments
constexpr size_t most_page_bytes = 27 + 255 + 255 * 255;

struct Page {
  uint32_t serial;   // of its stream
  bool begins;       // the first of its stream
  uint8_t segments;  // bytes of the table behind the head
};

/// Of at least head_bytes bytes; nothing: this is no page.
std::optional<Page> read_head(const uint8_t* bytes);

/// Of a page's first bytes, its table among them.
size_t page_bytes(const uint8_t* bytes);

/// A whole page's sum is right.
bool is_sound(const uint8_t* page, size_t bytes);

}  // namespace nt::decode::ogg
