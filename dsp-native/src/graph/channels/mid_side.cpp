#include "graph/factory.hpp"
#include "graph/stateless.hpp"

namespace nt::graph {
namespace {

/// Both ways are a sum and a difference; encoding halves them, so that decoding gives the input again.
class MidSide final : public Stateless {
 public:
  explicit MidSide(bool decode) : scale_(decode ? 1.0 : 0.5) {}

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    if (channels() < 2) return pass_channels(in, out, 0, channels(), frames);
    for (uint32_t i = 0; i < frames; ++i) {
      const double first = in[0][i], second = in[1][i];
      out[0][i] = scale_ * (first + second);
      out[1][i] = scale_ * (first - second);
    }
    pass_channels(in, out, 2, channels(), frames);
  }

 private:
  double scale_;
};

}  // namespace

std::unique_ptr<Processor> make_mid_side(const nt_mid_side_params& params) {
  require_range("decode", params.decode, 0, 1);
  return std::make_unique<MidSide>(params.decode != 0);
}

}  // namespace nt::graph
