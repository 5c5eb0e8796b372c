#include <algorithm>

#include "graph/factory.hpp"

namespace nt::graph {
namespace {

/// Both ways are a sum and a difference; encoding halves them, so that decoding gives the input again.
class MidSide final : public Processor {
 public:
  explicit MidSide(bool decode) : scale_(decode ? 1.0 : 0.5) {}

  void activate(double, uint32_t channels, uint32_t) override { channels_ = channels; }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    uint32_t c = 0;
    if (channels_ >= 2) {
      for (uint32_t i = 0; i < frames; ++i) {
        const double first = in[0][i], second = in[1][i];
        out[0][i] = scale_ * (first + second);
        out[1][i] = scale_ * (first - second);
      }
      c = 2;
    }
    for (; c < channels_; ++c)
      if (in[c] != out[c]) std::copy_n(in[c], frames, out[c]);
  }
  void reset() noexcept override {}
  void save(StateWriter&) const override {}
  void load(StateReader&) override {}

 private:
  double scale_;
  uint32_t channels_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_mid_side(const nt_mid_side_params& params) {
  require_range("decode", params.decode, 0, 1);
  return std::make_unique<MidSide>(params.decode != 0);
}

}  // namespace nt::graph
