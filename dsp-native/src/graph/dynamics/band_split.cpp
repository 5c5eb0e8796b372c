#include "graph/dynamics/band_split.hpp"

namespace nt::graph {

void BandSplit::activate(const std::vector<double>& crossover_hz, double sample_rate, uint32_t channels) {
  channels_ = channels;
  stages_.assign(crossover_hz.size(), {});
  slowest_.clear();
  std::vector<Section> above;
  for (size_t k = crossover_hz.size(); k-- > 0;) {
    const Crossover crossover = design_crossover(crossover_hz[k], sample_rate);
    Stage& stage = stages_[k];
    stage.low.set({crossover.low, crossover.low}, channels);
    stage.all_pass.set({crossover.all_pass}, channels);
    stage.above.set(above, channels);
    stage.last = above.empty();
    above.push_back(crossover.all_pass);
    slowest_.insert(slowest_.end(), {crossover.low, crossover.low});
  }
}

void BandSplit::reset() noexcept {
  for (auto& stage : stages_) {
    stage.low.reset();
    stage.all_pass.reset();
    stage.above.reset();
  }
}

void BandSplit::split(const double* const* in, double* const* bands, uint32_t frames) noexcept {
  const double* const* rest = in;
  for (size_t k = 0; k < stages_.size(); ++k) {
    Stage& stage = stages_[k];
    double* const* low = bands + k * channels_;
    double* const* high = low + channels_;
    // rest stands where this stage's low band goes, from the second stage on: it is overwritten last.
    stage.all_pass.process(rest, high, frames);
    stage.low.process(rest, low, frames);
    for (uint32_t c = 0; c < channels_; ++c)
      for (uint32_t i = 0; i < frames; ++i) high[c][i] -= low[c][i];
    if (!stage.last) stage.above.process(const_cast<const double* const*>(low), low, frames);
    rest = const_cast<const double* const*>(high);
  }
}

void BandSplit::save(StateWriter& writer) const {
  for (const auto& stage : stages_) {
    stage.low.save(writer);
    stage.all_pass.save(writer);
    stage.above.save(writer);
  }
}

void BandSplit::load(StateReader& reader) {
  for (auto& stage : stages_) {
    stage.low.load(reader);
    stage.all_pass.load(reader);
    stage.above.load(reader);
  }
}

}  // namespace nt::graph
