#include "graph/resample/engine.hpp"
#include "graph/resample/spectral_stage.hpp"

namespace nt::graph {
namespace {

LowPass filter_of(Ratio ratio, const Preset& p) {
  const double lower = ratio.lower();
  return {p.pass * lower, p.stop * lower, p.design_db, p.floor_db, p.minimum_phase};
}

class SpectralEngine final : public ResampleEngine {
 public:
  SpectralEngine(const SpectralShape& shape, const LowPass& filter, uint32_t channels)
      : filter_(filter), stage_(shape, filter, channels) {}
  void push(const double* const* in, size_t frames, FrameQueue& out) override { stage_.push(in, frames, out); }
  void reset() override { stage_.reset(); }
  [[nodiscard]] EngineFacts facts() const override {
    return {filter_.pass, filter_.stop, stage_.delay(), stage_.latency()};
  }

 private:
  LowPass filter_;
  SpectralStage stage_;
};

}  // namespace

std::unique_ptr<ResampleEngine> make_spectral_engine(Ratio ratio, const Preset& preset, uint32_t channels) {
  const LowPass filter = filter_of(ratio, preset);
  const auto shape = SpectralShape::choose(ratio, filter, preset.least_transform);
  if (!shape) return nullptr;
  return std::make_unique<SpectralEngine>(*shape, filter, channels);
}

}  // namespace nt::graph
