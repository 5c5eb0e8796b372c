#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "graph/stateless.hpp"
#include "rt/aligned.hpp"
#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = 256;

struct Way {
  uint32_t from, to;
  double factor;
};

/// Every output is the sum of its routes in their order. Inputs are kept aside a slice at a time, for an output may
/// stand where an input did.
class Matrix final : public Stateless {
 public:
  Matrix(std::vector<Way> ways, uint32_t outputs) : ways_(std::move(ways)), outputs_(outputs) {
    std::stable_sort(ways_.begin(), ways_.end(), [](const Way& a, const Way& b) { return a.to < b.to; });
  }

  [[nodiscard]] uint32_t output_channels(uint32_t channels) const override {
    for (const Way& way : ways_)
      if (way.from >= channels)
        throw Error(NT_INVALID_ARGUMENT, "a route comes from channel " + std::to_string(way.from) + ", but there are " +
                                             std::to_string(channels) + " (they count from 0)");
    return outputs_;
  }

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    Stateless::activate(sample_rate, channels, max_frames);
    kept_.assign(static_cast<size_t>(channels) * slice, 0.0);
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t start = 0; start < frames; start += slice) {
      const uint32_t n = std::min(slice, frames - start);
      for (uint32_t c = 0; c < channels(); ++c) std::memcpy(kept(c), in[c] + start, n * sizeof(double));
      size_t w = 0;
      for (uint32_t to = 0; to < outputs_; ++to) {
        double* target = out[to] + start;
        if (w == ways_.size() || ways_[w].to != to) std::fill_n(target, n, 0.0);
        for (bool first = true; w < ways_.size() && ways_[w].to == to; ++w, first = false) {
          const double* source = kept(ways_[w].from);
          const double factor = ways_[w].factor;
          if (first) {
            for (uint32_t i = 0; i < n; ++i) target[i] = source[i] * factor;
          } else {
            for (uint32_t i = 0; i < n; ++i) target[i] = nt::fused(source[i], factor, target[i]);
          }
        }
      }
    }
  }

 private:
  double* kept(uint32_t channel) noexcept { return kept_.data() + static_cast<size_t>(channel) * slice; }

  std::vector<Way> ways_;  // by output
  uint32_t outputs_;
  AlignedVector<double> kept_;
};

}  // namespace

std::unique_ptr<Processor> make_matrix(const nt_matrix_params& params) {
  require_range("route_count", params.route_count, 0, NT_MATRIX_MAX_ROUTES);
  require_range("output_count", params.output_count, 1, NT_MAX_CHANNELS);
  require_range("unit", params.unit, NT_GAIN_LINEAR, NT_GAIN_DB);
  if (params.routes == nullptr && params.route_count != 0) throw Error(NT_INVALID_ARGUMENT, "routes is null");
  std::vector<Way> ways;
  for (uint32_t r = 0; r < params.route_count; ++r) {
    const nt_matrix_route& route = params.routes[r];
    const std::string name = "routes[" + std::to_string(r) + "].";
    const bool in_db = params.unit == NT_GAIN_DB;
    require_range((name + "from").c_str(), route.from, 0, NT_MAX_CHANNELS - 1);
    require_range((name + "to").c_str(), route.to, 0, params.output_count - 1);
    require_range((name + "gain").c_str(), route.gain, in_db ? -144 : -16, in_db ? 24 : 16);
    require_range((name + "inverted").c_str(), route.inverted, 0, 1);
    const double factor = in_db ? math::db_to_amp(route.gain) : route.gain;
    ways.push_back({route.from, route.to, route.inverted != 0 ? -factor : factor});
  }
  return std::make_unique<Matrix>(std::move(ways), params.output_count);
}

}  // namespace nt::graph
