#include "graph/factory.hpp"
#include "graph/filter.hpp"
#include "rt/math.hpp"

namespace nt::graph {

/// A high pass of the first order below hearing.
std::unique_ptr<Processor> make_dc_block(const nt_dc_block_params& params) {
  require_range("f_hz", params.f_hz, 0.5, 100);
  return make_filter([f_hz = params.f_hz](double sample_rate) {
    const double k = math::tan(math::pi * f_hz / sample_rate), b = 1 / (1 + k);
    return std::vector<Section>{{b, -b, 0, (k - 1) * b, 0}};
  });
}

}  // namespace nt::graph
