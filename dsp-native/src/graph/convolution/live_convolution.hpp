#pragma once
// A convolving processor for live streams: no latency but the impulse's own, whatever the size of the calls.

#include <functional>
#include <memory>

#include "graph/convolution/partitioned/routes.hpp"
#include "graph/processor.hpp"

namespace nt::graph {

/// What is convolved at a rate with that many channels; throws nt::Error where they do not suit.
using MatrixAt = std::function<partitioned::Matrix(double sample_rate, uint32_t channels)>;

/// Throws nt::Error unless block is a power of two from 32 to 4096.
void require_live_block(uint32_t block);
/// delay: the impulse's own, which latency() reports. All is computed in the caller's thread, the long parts of a long
/// impulse in the call that completes them.
std::unique_ptr<Processor> make_live_convolution(MatrixAt matrix, uint32_t block, uint32_t delay);

}  // namespace nt::graph
