#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace nt {

/// Copies as much of text as fits, always ended by NUL where capacity > 0 (to may be null where it is 0), and returns
/// the full length in bytes, as snprintf does. Real-time safe.
inline size_t copy_text(std::string_view text, char* to, size_t capacity) noexcept {
  if (to == nullptr || capacity == 0) return text.size();
  const size_t n = std::min(text.size(), capacity - 1);
  std::memcpy(to, text.data(), n);
  to[n] = '\0';
  return text.size();
}

template <size_t N>
size_t copy_text(std::string_view text, char (&to)[N]) noexcept {
  return copy_text(text, to, N);
}

}  // namespace nt
