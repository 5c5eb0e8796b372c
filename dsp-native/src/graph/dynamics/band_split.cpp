#include "graph/dynamics/band_split.hpp"

#include <array>

namespace nt::graph {

void BandSplit::activate(const std::vector<double>& crossover_hz, double sample_rate, uint32_t channels) {
  channels_ = channels;
  crossovers_ = crossover_hz.size();
  crossover_hz_ = crossover_hz;
  slowest_.clear();
  std::vector<SplitStage> pair(crossovers_);
  std::vector<Section> above;
  for (size_t k = crossovers_; k-- > 0;) {
    const Crossover crossover = design_crossover(crossover_hz[k], sample_rate);
    pair[k].set(crossover, above);
    above.push_back(crossover.all_pass);
    slowest_.insert(slowest_.end(), {crossover.low, crossover.low});
  }
  stages_.clear();
  for (uint32_t c = 0; c < channels; c += 2) stages_.insert(stages_.end(), pair.begin(), pair.end());
  unused_.assign(2 * slice, 0.0);
}

void BandSplit::reset() noexcept {
  for (auto& stage : stages_) stage.reset();
}

void BandSplit::split(const double* const* in, double* const* bands, uint32_t frames) noexcept {
  for (uint32_t c = 0; c < channels_; c += 2) {
    const bool whole = c + 1 < channels_;
    const auto pair = [&](double* const* planes, double* partner) {
      return std::array<double*, 2>{planes[c], whole ? planes[c + 1] : partner};
    };
    // The missing partner reads and writes zeros only.
    const double* rest[2] = {in[c], whole ? in[c + 1] : unused_.data()};
    for (size_t k = 0; k < crossovers_; ++k) {
      // From the second crossover on, the rest stands where the low band goes.
      const auto low = pair(bands + k * channels_, unused_.data());
      const auto high = pair(bands + (k + 1) * channels_, unused_.data() + slice);
      stages_[c / 2 * crossovers_ + k].process(rest, low.data(), high.data(), frames);
      rest[0] = high[0];
      rest[1] = whole ? high[1] : unused_.data();
    }
  }
}

void BandSplit::inherit(const BandSplit& old) noexcept {
  if (crossover_hz_ != old.crossover_hz_ || stages_.size() != old.stages_.size()) return;
  for (size_t k = 0; k < stages_.size(); ++k) stages_[k].inherit(old.stages_[k]);
}

void BandSplit::save(StateWriter& writer) const {
  for (const auto& stage : stages_) stage.save(writer);
}

void BandSplit::load(StateReader& reader) {
  for (auto& stage : stages_) stage.load(reader);
}

}  // namespace nt::graph
