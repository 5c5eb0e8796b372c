#pragma once
// Every setting of every processor that the contract tests run over. A new processor adds its lines in
// processor_cases.cpp and is tested for all that law binds it to.

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "ntdsp/graph.h"
#include "ntdsp/processors.h"

namespace nt::test {

/// Makes processors of one kind and setting: a new one at each call, null where create refuses them.
struct Making {
  nt_processor_kind kind;
  std::vector<std::byte> params;
  /// With the create of this or of another build of the library.
  nt_processor* operator()(decltype(&nt_processor_create) create = nt_processor_create) const {
    nt_processor* p = nullptr;
    return create(kind, params.data(), params.size(), &p) == NT_OK ? p : nullptr;
  }
};

struct ProcessorCase {
  std::string name;  // letters and digits: it becomes part of the test's name
  Making create;
  bool keeps_silence = true;     // digital silence in gives digital silence out; otherwise it must not
  bool has_tail = true;          // tail() bounds the output after the input; false for noise that never ends
  int64_t latency_slack = 0;     // frames between latency() and the peak of the response to white noise; below 0: the
                                 // response has no clear peak, and latency() is where it begins
  double lowest_rate = 8000;     // below it activate may refuse the setting
  double highest_rate = 768000;  // above it likewise
  uint32_t meant_delay = 0;      // frames that it delays on purpose, besides latency()
  uint32_t least_channels = 1;   // it cannot work on fewer
  uint32_t cut_frames = 24000;   // length of the signal that is cut 1,000 times
  bool realtime = true;          // false: process may take memory, because a library inside does (offline only)
};

inline std::ostream& operator<<(std::ostream& out, const ProcessorCase& c) { return out << c.name; }

/// A maker from a kind and its parameters. What they point to must live as long as the tests.
template <class Params>
Making making(nt_processor_kind kind, const Params& params) {
  const auto bytes = std::as_bytes(std::span(&params, 1));
  return {kind, {bytes.begin(), bytes.end()}};
}

const std::vector<ProcessorCase>& processor_cases();

}  // namespace nt::test
