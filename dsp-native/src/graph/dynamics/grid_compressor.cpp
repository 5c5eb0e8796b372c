#include "graph/dynamics/grid_compressor.hpp"

#include <algorithm>
#include <cmath>

#include "rt/fused.hpp"
#include "rt/math.hpp"
#include "rt/pack.hpp"

namespace nt::graph {

uint32_t GridCompressor::stride_for(const nt_compressor_params* params, uint32_t count, double sample_rate) noexcept {
  double shortest_ms = 1e9;
  for (uint32_t b = 0; b < count; ++b) {
    if (params[b].detector != NT_DETECT_RMS) return 1;
    shortest_ms = std::min({shortest_ms, params[b].attack_ms, params[b].release_ms, params[b].rms_ms});
  }
  const double most = shortest_ms * 1e-3 * sample_rate / 32;
  return most >= 16 ? 16 : (most >= 8 ? 8 : 1);
}

void GridCompressor::activate(const nt_compressor_params& params, double sample_rate, uint32_t channels,
                              uint32_t stride) {
  channels_ = channels;
  computer_.activate(params, sample_rate / stride, channels);
  detector_.activate(params.rms_ms * 1e-3, sample_rate, channels, stride);
  delay_.resize(channels, static_cast<uint32_t>(std::lround(params.lookahead_ms * 1e-3 * sample_rate)), slice);
  octaves_per_db_ = 1.0 / math::amp_to_db(2.0);
  wet_ = params.mix * math::db_to_amp(params.makeup_db);
  dry_ = 1.0 - params.mix;
  reset();
}

void GridCompressor::reset() noexcept {
  computer_.reset();
  detector_.reset();
  delay_.reset();
  phase_ = 0;
  from_ = to_ = gain_of(0);
}

double GridCompressor::gain_of(double reduction_db) const noexcept {
  return nt::fused(wet_, math::fast_exp2(-octaves_per_db_ * reduction_db), dry_);
}

uint32_t GridCompressor::listen(const double* const* in, uint32_t frames, double* asked_db) noexcept {
  phase_ = detector_.phase();
  const uint32_t cells = detector_.add(in, frames, asked_db);
  computer_.curve(asked_db, cells);
  return cells;
}

/// gain[k] is the gain at the beginning of the k-th cell that the slice touches.
template <bool Begin, uint32_t Stride>
void GridCompressor::weigh(const double* in, double* out, uint32_t frames, uint32_t phase,
                           const double* gain) const noexcept {
  const auto one = [&](uint32_t i, double from, double step, uint32_t place) {
    const double g = nt::fused(step, static_cast<double>(place + 1), from);
    out[i] = Begin ? in[i] * g : nt::fused(in[i], g, out[i]);
  };
  uint32_t at = 0;
  for (uint32_t place = phase; at < frames; ++gain, place = 0) {
    const double from = gain[0], step = (gain[1] - gain[0]) * (1.0 / Stride);
    if (place == 0 && frames - at >= Stride) {
      // The same operations, four at a time.
      const Pack4 start = Pack4::of(from, from, from, from), slope = Pack4::of(step, step, step, step);
      for (uint32_t j = 0; j < Stride; j += 4, at += 4) {
        const double p = j;
        const Pack4 g = fma(slope, Pack4::of(p + 1, p + 2, p + 3, p + 4), start), x = Pack4::load(in + at);
        (Begin ? x * g : fma(x, g, Pack4::load(out + at))).store(out + at);
      }
      continue;
    }
    for (; place < Stride && at < frames; ++at, ++place) one(at, from, step, place);
  }
}

void GridCompressor::apply(double* const* in, double* const* out, uint32_t frames, const double* reduction_db,
                           uint32_t cells, bool begin) noexcept {
  double gain[most_cells + 2];
  gain[0] = from_;
  gain[1] = to_;
  for (uint32_t k = 0; k < cells; ++k) gain[k + 2] = gain_of(reduction_db[k]);
  const bool fine = detector_.stride() == 8;
  for (uint32_t c = 0; c < channels_; ++c) {
    if (delay_.length() != 0) delay_.pass(c, in[c], in[c], frames);
    if (begin) {
      fine ? weigh<true, 8>(in[c], out[c], frames, phase_, gain) : weigh<true, 16>(in[c], out[c], frames, phase_, gain);
    } else {
      fine ? weigh<false, 8>(in[c], out[c], frames, phase_, gain)
           : weigh<false, 16>(in[c], out[c], frames, phase_, gain);
    }
  }
  if (delay_.length() != 0) delay_.advance(frames);
  from_ = gain[cells];
  to_ = gain[cells + 1];
}

void GridCompressor::inherit(const GainComputer& old) noexcept {
  computer_.inherit(old);
  from_ = to_ = gain_of(computer_.reduction_now());
}

void GridCompressor::inherit(const GridCompressor& old) noexcept {
  inherit(old.computer_);
  detector_.inherit(old.detector_);
  delay_.inherit(old.delay_);
}

void GridCompressor::save(StateWriter& writer) const {
  computer_.save(writer);
  detector_.save(writer);
  delay_.save(writer);
  writer.put(from_);
  writer.put(to_);
}

void GridCompressor::load(StateReader& reader) {
  computer_.load(reader);
  detector_.load(reader);
  delay_.load(reader);
  reader.get(from_);
  reader.get(to_);
}

}  // namespace nt::graph
