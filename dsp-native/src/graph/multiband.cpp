#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "graph/dynamics/band_split.hpp"
#include "graph/dynamics/compressor_core.hpp"
#include "graph/dynamics/gain_history.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "rt/aligned.hpp"

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
    cores_.assign(bands_, {});
    for (uint32_t b = 0; b < bands_; ++b) cores_[b].activate(params_.bands[b], sample_rate, channels);
    memory_.assign(static_cast<size_t>(bands_) * channels * slice, 0.0);
    planes_.resize(static_cast<size_t>(bands_) * channels);
    for (size_t k = 0; k < planes_.size(); ++k) planes_[k] = memory_.data() + k * slice;
    history_.resize(sample_rate, max_frames, latency());
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    double reduction[NT_MULTIBAND_MAX_BANDS][slice], farthest[slice];
    double* rows[NT_MULTIBAND_MAX_BANDS];
    GainComputer* computers[NT_MULTIBAND_MAX_BANDS];
    for (uint32_t b = 0; b < bands_; ++b) rows[b] = reduction[b], computers[b] = &cores_[b].computer();
    const double* source[NT_MAX_CHANNELS];
    for (uint32_t start = 0; start < frames; start += slice) {
      const uint32_t n = std::min(slice, frames - start);
      for (uint32_t c = 0; c < channels_; ++c) source[c] = in[c] + start;
      split_.split(source, planes_.data(), n);
      for (uint32_t b = 0; b < bands_; ++b) computers[b]->asked(band(b), n, rows[b]);
      GainComputer::follow(computers, rows, bands_, n);
      for (uint32_t b = 0; b < bands_; ++b)
        cores_[b].apply(band(b), planes_.data() + static_cast<size_t>(b) * channels_, n, rows[b]);
      for (uint32_t i = 0; i < n; ++i) farthest[i] = -reduction[0][i];
      for (uint32_t b = 1; b < bands_; ++b)
        for (uint32_t i = 0; i < n; ++i)
          farthest[i] = std::fabs(reduction[b][i]) > std::fabs(farthest[i]) ? -reduction[b][i] : farthest[i];
      history_.push(farthest, n);
      for (uint32_t c = 0; c < channels_; ++c) {
        double* target = out[c] + start;
        std::copy_n(planes_[c], n, target);
        for (uint32_t b = 1; b < bands_; ++b) {
          const double* one = planes_[static_cast<size_t>(b) * channels_ + c];
          for (uint32_t i = 0; i < n; ++i) target[i] += one[i];
        }
      }
    }
  }

  void reset() noexcept override {
    split_.reset();
    for (auto& core : cores_) core.reset();
    history_.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return cores_.front().latency(); }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override {
    split_.save(writer);
    for (const auto& core : cores_) core.save(writer);
    history_.save(writer);
  }
  void load(StateReader& reader) override {
    split_.load(reader);
    for (auto& core : cores_) core.load(reader);
    history_.load(reader);
  }
  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override { return history_.take(gain_db, capacity); }

 private:
  [[nodiscard]] const double* const* band(uint32_t b) const noexcept {
    return planes_.data() + static_cast<size_t>(b) * channels_;
  }

  nt_multiband_params params_;
  uint32_t channels_ = 0;
  uint32_t bands_ = 0;
  BandSplit split_;
  std::vector<CompressorCore> cores_;
  AlignedVector<double> memory_;
  std::vector<double*> planes_;  // [band][channel], each of slice frames
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
