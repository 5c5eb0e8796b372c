#pragma once
// A stream that was sent, looked for in what was heard.

#include <algorithm>

#include "output/device/device_run.hpp"

namespace nt::test {

enum class Verdict { exact, gap, wrong };

/// Looks for the signal in what was captured: it begins at the first frame that is not silence. unit: bytes that come
/// from one place of the signal even where the machine stalls: a frame, or a sample where channels go apart.
inline Verdict compare(const Bytes& expected, const Bytes& still, const Bytes& captured, size_t frame, size_t unit) {
  size_t at = 0;
  while (at + frame <= captured.size() &&
         std::equal(still.begin(), still.end(), captured.begin() + static_cast<long>(at)))
    at += frame;
  if (captured.size() - at < expected.size()) return Verdict::gap;
  const auto [e, c] = std::mismatch(expected.begin(), expected.end(), captured.begin() + static_cast<long>(at));
  if (e == expected.end()) return Verdict::exact;
  // A machine that stalls leaves silence, leaves something out or repeats it; it never changes a value.
  const auto here = captured.begin() + static_cast<long>(static_cast<size_t>(c - captured.begin()) / unit * unit);
  if (std::equal(here, here + static_cast<long>(unit), still.begin())) return Verdict::gap;
  for (size_t i = 0; i + unit <= expected.size(); i += unit)
    if (std::equal(here, here + static_cast<long>(unit), expected.begin() + static_cast<long>(i))) return Verdict::gap;
  return Verdict::wrong;
}

}  // namespace nt::test
