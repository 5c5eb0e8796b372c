#include <memory>

#include "abi/guard.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "graph/filter.hpp"
#include "rt/math.hpp"

namespace nt::graph {

/// All bands as one cascade.
std::unique_ptr<Processor> make_eq(const nt_eq_params& params) {
  check_bands(params);
  return make_filter([params](double sample_rate) { return design_bands(params, sample_rate); });
}

}  // namespace nt::graph

nt_status nt_eq_response_db(const nt_eq_params* params, double sample_rate, const double* f_hz, double* db,
                            uint32_t count) {
  using namespace nt;
  if (params == nullptr || (count != 0 && (f_hz == nullptr || db == nullptr)))
    return fail_static(NT_INVALID_ARGUMENT, "a pointer is null");
  return guard([&] {
    graph::require_range("sample_rate", sample_rate, NT_MIN_SAMPLE_RATE, NT_MAX_SAMPLE_RATE);
    graph::check_bands(*params);
    for (uint32_t i = 0; i < count; ++i) graph::require_range("f_hz", f_hz[i], 0, 0.5 * sample_rate);
    const auto sections = graph::design_bands(*params, sample_rate);
    for (uint32_t i = 0; i < count; ++i) {
      const double w = 2 * math::pi * f_hz[i] / sample_rate;
      double sum = 0;  // in dB, for a product of powers might leave the range
      for (const auto& s : sections) sum += 0.5 * math::amp_to_db(graph::power_response(s, w));
      db[i] = sum;
    }
    return NT_OK;
  });
}
