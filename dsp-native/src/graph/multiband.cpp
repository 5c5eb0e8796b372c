#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "graph/dynamics/band_split.hpp"
#include "graph/dynamics/compressor_core.hpp"
#include "graph/dynamics/gain_history.hpp"
#include "graph/dynamics/grid_compressor.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "graph/work_planes.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = CompressorCore::slice;

/// A compressor in each of 2 to 5 bands. Its gain history is, frame by frame, the gain of the band that is farthest
/// from 0 dB, without makeup and mix.
class Multiband final : public Processor {
 public:
  explicit Multiband(const nt_multiband_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    channels_ = channels;
    bands_ = params_.band_count;
    const std::vector<double> crossovers(params_.crossover_hz, params_.crossover_hz + (bands_ - 1));
    for (const double f : crossovers) require_range("crossover_hz", f, 10, 0.45 * sample_rate);
    split_.activate(crossovers, sample_rate, channels);
    tail_ = cascade_tail(split_.slowest());
    stride_ = GridCompressor::stride_for(params_.bands, bands_, sample_rate);
    cores_.assign(stride_ == 1 ? bands_ : 0, {});
    coarse_.assign(stride_ == 1 ? 0 : bands_, {});
    for (uint32_t b = 0; b < cores_.size(); ++b) cores_[b].activate(params_.bands[b], sample_rate, channels);
    for (uint32_t b = 0; b < coarse_.size(); ++b) coarse_[b].activate(params_.bands[b], sample_rate, channels, stride_);
    planes_.resize(static_cast<size_t>(bands_) * channels, slice);
    history_.resize(sample_rate, max_frames, latency());
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    const double* source[NT_MAX_CHANNELS];
    double* target[NT_MAX_CHANNELS];
    for (uint32_t start = 0; start < frames; start += slice) {
      const uint32_t n = std::min(slice, frames - start);
      for (uint32_t c = 0; c < channels_; ++c) source[c] = in[c] + start, target[c] = out[c] + start;
      split_.split(source, planes_.data(), n);
      stride_ == 1 ? compress(target, n) : compress_on_grid(target, n);
    }
  }

  void reset() noexcept override {
    split_.reset();
    for (auto& core : cores_) core.reset();
    for (auto& core : coarse_) core.reset();
    farthest_db_ = 0;
    history_.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override {
    return stride_ == 1 ? cores_.front().latency() : coarse_.front().latency();
  }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void inherit(const Processor& old) noexcept override {
    const auto& from = static_cast<const Multiband&>(old);
    if (bands_ != from.bands_) return;
    split_.inherit(from.split_);
    farthest_db_ = from.farthest_db_;
    for (uint32_t b = 0; b < bands_; ++b) {
      if (stride_ > 1 && from.stride_ > 1) coarse_[b].inherit(from.coarse_[b]);
      if (stride_ > 1 && from.stride_ == 1) coarse_[b].inherit(from.cores_[b].computer());
      if (stride_ == 1 && from.stride_ > 1) cores_[b].computer().inherit(from.coarse_[b].computer());
      if (stride_ == 1 && from.stride_ == 1) cores_[b].inherit(from.cores_[b]);
    }
  }
  void save(StateWriter& writer) const override {
    split_.save(writer);
    for (const auto& core : cores_) core.save(writer);
    for (const auto& core : coarse_) core.save(writer);
    writer.put(farthest_db_);
    history_.save(writer);
  }
  void load(StateReader& reader) override {
    split_.load(reader);
    for (auto& core : cores_) core.load(reader);
    for (auto& core : coarse_) core.load(reader);
    reader.get(farthest_db_);
    history_.load(reader);
  }
  [[nodiscard]] uint32_t state_version() const noexcept override { return 2; }
  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override { return history_.take(gain_db, capacity); }

 private:
  using Rows = double[NT_MULTIBAND_MAX_BANDS][slice];

  /// Every frame has its own gain.
  void compress(double* const* out, uint32_t frames) noexcept {
    Rows reduction;
    double* rows[NT_MULTIBAND_MAX_BANDS] = {};
    GainComputer* computers[NT_MULTIBAND_MAX_BANDS] = {};
    for (uint32_t b = 0; b < bands_; ++b) rows[b] = reduction[b], computers[b] = &cores_[b].computer();
    for (uint32_t b = 0; b < bands_; ++b) computers[b]->asked(band(b), frames, rows[b]);
    GainComputer::follow(computers, rows, bands_, frames);
    for (uint32_t b = 0; b < bands_; ++b) cores_[b].apply(band(b), band(b), frames, rows[b]);
    find_farthest(reduction, frames);
    history_.push(reduction[0], frames);
    for (uint32_t c = 0; c < channels_; ++c) {
      std::copy_n(planes_[c], frames, out[c]);
      for (uint32_t b = 1; b < bands_; ++b) {
        const double* one = band(b)[c];
        for (uint32_t i = 0; i < frames; ++i) out[c][i] += one[i];
      }
    }
  }

  /// The gains lie on straight lines from cell to cell.
  void compress_on_grid(double* const* out, uint32_t frames) noexcept {
    Rows reduction;
    double* rows[NT_MULTIBAND_MAX_BANDS] = {};
    GainComputer* computers[NT_MULTIBAND_MAX_BANDS] = {};
    for (uint32_t b = 0; b < bands_; ++b) rows[b] = reduction[b], computers[b] = &coarse_[b].computer();
    uint32_t cells = 0;
    const uint32_t phase = coarse_[0].phase();
    for (uint32_t b = 0; b < bands_; ++b) cells = coarse_[b].listen(band(b), frames, rows[b]);
    GainComputer::follow(computers, rows, bands_, cells);
    for (uint32_t b = 0; b < bands_; ++b) coarse_[b].apply(band(b), out, frames, rows[b], cells, b == 0);
    find_farthest(reduction, cells);
    uint32_t at = 0;
    for (uint32_t k = 0; at < frames; ++k) {
      const uint32_t until = std::min((k + 1) * stride_ - phase, frames);
      history_.push_constant(farthest_db_, until - at);
      at = until;
      if (k < cells) farthest_db_ = reduction[0][k];
    }
  }

  /// Turns the first row into the gain of the band farthest from 0 dB.
  void find_farthest(Rows& reduction, uint32_t count) const noexcept {
    double* top = reduction[0];
    for (uint32_t b = 1; b < bands_; ++b)
      for (uint32_t i = 0; i < count; ++i)
        top[i] = std::fabs(reduction[b][i]) > std::fabs(top[i]) ? reduction[b][i] : top[i];
    for (uint32_t i = 0; i < count; ++i) top[i] = -top[i];
  }

  [[nodiscard]] double* const* band(uint32_t b) const noexcept {
    return planes_.data() + static_cast<size_t>(b) * channels_;
  }

  nt_multiband_params params_;
  uint32_t channels_ = 0;
  uint32_t bands_ = 0;
  BandSplit split_;
  uint32_t stride_ = 1;  // frames from gain to gain
  std::vector<CompressorCore> cores_;
  std::vector<GridCompressor> coarse_;  // with a stride above 1, in their place
  double farthest_db_ = 0;              // that the running cell ends with
  WorkPlanes planes_;                   // [band][channel]
  GainHistory history_;
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_multiband(const nt_multiband_params& params) {
  require_range("band_count", params.band_count, 2, NT_MULTIBAND_MAX_BANDS);
  for (uint32_t k = 0; k + 1 < params.band_count; ++k) {
    const std::string name = "crossover_hz[" + std::to_string(k) + "]";
    require_range(name.c_str(), params.crossover_hz[k], 10, 0.45 * NT_MAX_SAMPLE_RATE);
    if (k > 0 && !(params.crossover_hz[k] > params.crossover_hz[k - 1]))
      throw Error(NT_INVALID_ARGUMENT, name + " is not above the one before it");
  }
  for (uint32_t b = 0; b < params.band_count; ++b) {
    check_compressor_params(params.bands[b]);
    if (params.bands[b].lookahead_ms != params.bands[0].lookahead_ms)
      throw Error(NT_INVALID_ARGUMENT, "bands[" + std::to_string(b) + "].lookahead_ms is not that of bands[0]");
  }
  return std::make_unique<Multiband>(params);
}

}  // namespace nt::graph
