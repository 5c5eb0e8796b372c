#include <algorithm>

#include "graph/factory.hpp"

namespace nt::graph {
namespace {

class Polarity final : public Processor {
 public:
  explicit Polarity(bool inverted) : inverted_(inverted) {}

  void activate(double, uint32_t channels, uint32_t) override { channels_ = channels; }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t c = 0; c < channels_; ++c) {
      if (!inverted_) {
        if (in[c] != out[c]) std::copy_n(in[c], frames, out[c]);
        continue;
      }
      // 0 - x, so that digital silence keeps its sign.
      for (uint32_t i = 0; i < frames; ++i) out[c][i] = 0.0 - in[c][i];
    }
  }
  void reset() noexcept override {}
  void save(StateWriter&) const override {}
  void load(StateReader&) override {}

 private:
  bool inverted_;
  uint32_t channels_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_polarity(const nt_polarity_params& params) {
  require_range("inverted", params.inverted, 0, 1);
  return std::make_unique<Polarity>(params.inverted != 0);
}

}  // namespace nt::graph
