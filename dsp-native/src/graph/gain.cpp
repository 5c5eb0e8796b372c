#include "graph/factory.hpp"
#include "graph/stateless.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

/// A constant factor: no memory, no latency.
class Gain final : public Stateless {
 public:
  explicit Gain(double factor) : factor_(factor) {}

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t c = 0; c < channels(); ++c)
      for (uint32_t i = 0; i < frames; ++i) out[c][i] = in[c][i] * factor_;
  }

 private:
  double factor_;
};

}  // namespace

std::unique_ptr<Processor> make_gain(const nt_gain_params& params) {
  require_range("gain_db", params.gain_db, -144.0, 48.0);
  return std::make_unique<Gain>(math::db_to_amp(params.gain_db));
}

}  // namespace nt::graph
