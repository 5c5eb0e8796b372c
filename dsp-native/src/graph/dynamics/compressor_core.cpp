#include "graph/dynamics/compressor_core.hpp"

#include <cmath>

#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {

void CompressorCore::activate(const nt_compressor_params& params, double sample_rate, uint32_t channels) {
  channels_ = channels;
  computer_.activate(params, sample_rate, channels);
  delay_.resize(channels, static_cast<uint32_t>(std::lround(params.lookahead_ms * 1e-3 * sample_rate)), slice);
  octaves_per_db_ = 1.0 / math::amp_to_db(2.0);
  wet_ = params.mix * math::db_to_amp(params.makeup_db);
  dry_ = 1.0 - params.mix;
}

void CompressorCore::reset() noexcept {
  computer_.reset();
  delay_.reset();
}

void CompressorCore::run(const double* const* in, double* const* out, uint32_t frames, double* gain_db) noexcept {
  computer_.reduction(in, frames, gain_db);
  apply(in, out, frames, gain_db);
  for (uint32_t i = 0; i < frames; ++i) gain_db[i] = -gain_db[i];
}

void CompressorCore::apply(const double* const* in, double* const* out, uint32_t frames,
                           const double* reduction_db) noexcept {
  double gain[slice];
  const double scale = -octaves_per_db_;
  for (uint32_t i = 0; i < frames; ++i) gain[i] = nt::fused(wet_, math::fast_exp2(reduction_db[i] * scale), dry_);
  for (uint32_t c = 0; c < channels_; ++c) {
    delay_.pass(c, in[c], out[c], frames);
    for (uint32_t i = 0; i < frames; ++i) out[c][i] *= gain[i];
  }
  delay_.advance(frames);
}

void CompressorCore::save(StateWriter& writer) const {
  computer_.save(writer);
  delay_.save(writer);
}

void CompressorCore::load(StateReader& reader) {
  computer_.load(reader);
  delay_.load(reader);
}

}  // namespace nt::graph
