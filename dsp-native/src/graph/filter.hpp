#pragma once
// A processor that is a cascade of sections and nothing else.

#include <functional>
#include <memory>
#include <vector>

#include "graph/biquad.hpp"
#include "graph/processor.hpp"

namespace nt::graph {

/// The sections at a rate; throws nt::Error where that does not suit.
using SectionsAt = std::function<std::vector<Section>(double sample_rate)>;

/// Designs the sections at activate and runs them over every channel, without latency.
std::unique_ptr<Processor> make_filter(SectionsAt sections);

}  // namespace nt::graph
