#include <memory>

#include "graph/cascade.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

/// A high pass of the first order below hearing.
class DcBlock final : public Processor {
 public:
  explicit DcBlock(double f_hz) : f_hz_(f_hz) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    const double k = math::tan(math::pi * f_hz_ / sample_rate), b = 1 / (1 + k);
    const Section section{b, -b, 0, (k - 1) * b, 0};
    tail_ = cascade_tail({section});
    cascade_.set({section}, channels);
  }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    cascade_.process(in, out, frames);
  }
  void reset() noexcept override { cascade_.reset(); }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override { cascade_.save(writer); }
  void load(StateReader& reader) override { cascade_.load(reader); }

 private:
  double f_hz_;
  Cascade cascade_;
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_dc_block(const nt_dc_block_params& params) {
  require_range("f_hz", params.f_hz, 0.5, 100);
  return std::make_unique<DcBlock>(params.f_hz);
}

}  // namespace nt::graph
