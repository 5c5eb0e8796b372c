#include "analysis/view/live_analysis.hpp"

#include <algorithm>

namespace nt::analysis {
namespace {

// Of gating blocks: 400 ms, a new one every 100 ms. Their mean is made anew every second.
constexpr uint64_t block_steps = 40, hop_steps = 10, mean_steps = 100;

}  // namespace

LiveAnalysis::LiveAnalysis(const Shape& shape)
    : steps_(shape.sample_rate, shape.channels),
      spectrum_(shape.sample_rate, std::min(shape.channels, NT_VIEW_MAX_PLANES), shape.fft_size,
                shape.bands_per_octave) {
  if (shape.sample_rate >= NT_LOUDNESS_MIN_RATE) loudness_.emplace(shape.sample_rate, shape.channels, 0, 0);
}

void LiveAnalysis::end_step() noexcept {
  ++entry_steps_;
  if (!loudness_ || entry_steps_ < block_steps || entry_steps_ % hop_steps != 0) return;
  if (const double momentary = loudness_->momentary(); momentary > silence) blocks_.add(energy_of(momentary));
  if (entry_steps_ == block_steps || entry_steps_ % mean_steps == 0) integrated_ = loudness_of(blocks_.gated_mean(-10));
}

void LiveAnalysis::begin_entry() noexcept {
  steps_.forget_maxima();
  blocks_.reset();
  integrated_ = silence;
  entry_steps_ = 0;
}

void LiveAnalysis::read(nt_view_meters& out) noexcept {
  out.channels = steps_.channels();
  steps_.read(out);
  out.momentary_lufs = static_cast<float>(loudness_ ? loudness_->momentary() : silence);
  out.short_term_lufs = static_cast<float>(loudness_ ? loudness_->short_term() : silence);
  out.integrated_lufs = static_cast<float>(integrated_);
}

}  // namespace nt::analysis
