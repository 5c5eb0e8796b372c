#include <memory>

#include "abi/guard.hpp"
#include "graph/cascade.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

/// The parametric equaliser: all bands as one cascade, no latency.
class Eq final : public Processor {
 public:
  explicit Eq(const nt_eq_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    const auto sections = design_bands(params_, sample_rate);
    tail_ = cascade_tail(sections);
    cascade_.set(sections, channels);
  }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    cascade_.process(in, out, frames);
  }
  void reset() noexcept override { cascade_.reset(); }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override { cascade_.save(writer); }
  void load(StateReader& reader) override { cascade_.load(reader); }

 private:
  nt_eq_params params_;
  Cascade cascade_;
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_eq(const nt_eq_params& params) {
  check_bands(params);
  return std::make_unique<Eq>(params);
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
