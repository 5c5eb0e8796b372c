#pragma once
// Every setting of every processor that the contract tests run over. A new processor adds its lines in
// processor_cases.cpp and is tested for all that law binds it to.

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "ntdsp/graph.h"
#include "ntdsp/processors.h"

namespace nt::test {

struct ProcessorCase {
  std::string name;                       // letters and digits: it becomes part of the test's name
  std::function<nt_processor*()> create;  // a new one of the same setting at each call
  bool keeps_silence = true;              // digital silence in gives digital silence out; otherwise it must not
  bool has_tail = true;                   // tail() bounds the output after the input; false for noise that never ends
  int64_t latency_slack = 0;     // frames between latency() and the peak of the response to white noise; below 0: not
                                 // looked at, because the response has no clear peak
  double lowest_rate = 8000;     // below it activate may refuse the setting
  double highest_rate = 768000;  // above it likewise
  uint32_t meant_delay = 0;      // frames that it delays on purpose, besides latency()
  uint32_t least_channels = 1;   // it cannot work on fewer
  uint32_t cut_frames = 24000;   // length of the signal that is cut 1,000 times
  bool realtime = true;          // false: process may take memory, because a library inside does (offline only)
};

inline std::ostream& operator<<(std::ostream& out, const ProcessorCase& c) { return out << c.name; }

/// A maker from a kind and its parameters; null, with a failed expectation, where create refuses them.
template <class Params>
std::function<nt_processor*()> making(nt_processor_kind kind, const Params& params) {
  return [kind, params]() -> nt_processor* {
    nt_processor* p = nullptr;
    return nt_processor_create(kind, &params, sizeof params, &p) == NT_OK ? p : nullptr;
  };
}

const std::vector<ProcessorCase>& processor_cases();

}  // namespace nt::test
