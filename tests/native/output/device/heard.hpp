#pragma once
// A stream that was sent, looked for in what was heard.

#include <algorithm>

#include "output/device/device_run.hpp"

namespace nt::test {

enum class Verdict { exact, gap, wrong };

/// Looks for the signal in what was captured: it begins at the first frame that is not silence.
inline Verdict compare(const Bytes& expected, const Bytes& still, const Bytes& captured, size_t frame) {
  size_t at = 0;
  while (at + frame <= captured.size() &&
         std::equal(still.begin(), still.end(), captured.begin() + static_cast<long>(at)))
    at += frame;
  if (captured.size() - at < expected.size()) return Verdict::gap;
  const auto [e, c] = std::mismatch(expected.begin(), expected.end(), captured.begin() + static_cast<long>(at));
  if (e == expected.end()) return Verdict::exact;
  // A machine that stalls leaves silence or leaves frames out; it never changes one.
  const size_t bad = static_cast<size_t>(c - captured.begin()) / frame * frame;
  const auto here = captured.begin() + static_cast<long>(bad);
  if (std::equal(still.begin(), still.end(), here)) return Verdict::gap;
  const auto behind = here + static_cast<long>(std::min(4 * frame, captured.size() - bad));
  return std::search(expected.begin(), expected.end(), here, behind) != expected.end() ? Verdict::gap : Verdict::wrong;
}

}  // namespace nt::test
