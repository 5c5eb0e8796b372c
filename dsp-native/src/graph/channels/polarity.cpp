#include "graph/factory.hpp"
#include "graph/stateless.hpp"

namespace nt::graph {
namespace {

class Polarity final : public Stateless {
 public:
  explicit Polarity(bool inverted) : inverted_(inverted) {}

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    if (!inverted_) return pass_channels(in, out, 0, channels(), frames);
    // 0 - x, so that digital silence keeps its sign.
    for (uint32_t c = 0; c < channels(); ++c)
      for (uint32_t i = 0; i < frames; ++i) out[c][i] = 0.0 - in[c][i];
  }

 private:
  bool inverted_;
};

}  // namespace

std::unique_ptr<Processor> make_polarity(const nt_polarity_params& params) {
  require_range("inverted", params.inverted, 0, 1);
  return std::make_unique<Polarity>(params.inverted != 0);
}

}  // namespace nt::graph
