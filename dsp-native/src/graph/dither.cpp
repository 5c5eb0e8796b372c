#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "graph/noise_shaping.hpp"
#include "graph/stateless.hpp"
#include "rt/counter_noise.hpp"
#include "rt/fused.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t noise_run = 512;  // values drawn at once

/// The grid of a writer of that depth.
struct Grid {
  double scale, step, low, high;
  explicit Grid(uint32_t bits)
      : scale(static_cast<double>(uint64_t{1} << (bits - 1))), step(1 / scale), low(-scale), high(scale - 1) {}
  /// Nearest (ties to even) within the range, in steps.
  [[nodiscard]] double round(double steps) const {
    constexpr double shifter = 0x1.8p52;
    steps = steps > low ? steps : low;
    steps = steps < high ? steps : high;
    return (steps + shifter) - shifter;
  }
};

/// Rounds to the grid; a value on it passes unchanged.
class Quantiser final : public Stateless {
 public:
  explicit Quantiser(uint32_t bits) : grid_(bits) {}
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t c = 0; c < channels(); ++c)
      for (uint32_t i = 0; i < frames; ++i) out[c][i] = grid_.round(in[c][i] * grid_.scale) * grid_.step;
  }

 private:
  Grid grid_;
};

/// Triangular dither of two steps' width before the rounding: the error's mean and variance no longer depend on the
/// signal (Lipshitz, Wannamaker, Vanderkooy 1992). Digital silence becomes noise as well: a gate there would be heard.
class Triangular final : public Processor {
 public:
  explicit Triangular(const nt_dither_params& params) : grid_(params.bits), seed_(params.seed) {}
  void activate(double, uint32_t channels, uint32_t) override {
    noise_.clear();
    for (uint32_t c = 0; c < channels; ++c) noise_.emplace_back(seed_, c);
    reset();
  }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    std::array<double, noise_run> drawn;
    for (size_t c = 0; c < noise_.size(); ++c) {
      const CounterNoise noise = noise_[c];
      for (uint32_t at = 0; at < frames; at += noise_run) {
        const uint32_t n = std::min(noise_run, frames - at);
        noise.triangular(frame_ + at, drawn.data(), n);
        const double* from = in[c] + at;
        double* to = out[c] + at;
        for (uint32_t i = 0; i < n; ++i) to[i] = grid_.round(nt::fused(from[i], grid_.scale, drawn[i])) * grid_.step;
      }
    }
    frame_ += frames;
  }
  void reset() noexcept override { frame_ = 0; }
  void save(StateWriter& writer) const override { writer.put(frame_); }
  void load(StateReader& reader) override { reader.get(frame_); }

 private:
  Grid grid_;
  uint64_t seed_;
  std::vector<CounterNoise> noise_;
  uint64_t frame_ = 0;
};

/// The same with the error of the last nine frames fed back, so that its spectrum follows the threshold of hearing.
class Shaped final : public Processor {
 public:
  explicit Shaped(const nt_dither_params& params) : grid_(params.bits), seed_(params.seed) {}
  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    taps_ = design_shaping(sample_rate);
    noise_.clear();
    for (uint32_t c = 0; c < channels; ++c) noise_.emplace_back(seed_, c);
    errors_.assign(static_cast<size_t>(channels) * shaping_order, 0.0);
    reset();
  }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (size_t c = 0; c < noise_.size(); ++c) run(c, in[c], out[c], frames);
    frame_ += frames;
  }
  void reset() noexcept override {
    frame_ = 0;
    std::fill(errors_.begin(), errors_.end(), 0.0);
  }
  void save(StateWriter& writer) const override {
    writer.put(frame_);
    writer.put(errors_);
  }
  void load(StateReader& reader) override {
    reader.get(frame_);
    reader.get(errors_);
  }

 private:
  void run(size_t channel, const double* in, double* out, uint32_t frames) noexcept {
    // Never reached by rounding and dither; where the range clips, it keeps the loop from winding up.
    constexpr double most = 1.5;
    const CounterNoise noise = noise_[channel];
    double* held = errors_.data() + channel * shaping_order;
    double e[shaping_order];  // youngest first
    std::copy_n(held, shaping_order, e);
    const auto c = taps_;
    for (uint32_t i = 0; i < frames; ++i) {
      // The youngest error comes last into the sum: everything else is ready before it.
      double old = 0;
      for (int k = shaping_order - 1; k >= 1; --k) old = nt::fused(c[static_cast<size_t>(k)], e[k], old);
      const double wanted = nt::fused(c[0], e[0], nt::fused(in[i], grid_.scale, old));
      const double given = grid_.round(wanted + noise.triangular(frame_ + i));
      double error = given - wanted;
      error = error > -most ? error : -most;
      error = error < most ? error : most;
      for (int k = shaping_order - 1; k >= 1; --k) e[k] = e[k - 1];
      e[0] = error;
      out[i] = given * grid_.step;
    }
    std::copy_n(e, shaping_order, held);
  }

  Grid grid_;
  uint64_t seed_;
  std::array<double, shaping_order> taps_{};
  std::vector<CounterNoise> noise_;
  std::vector<double> errors_;
  uint64_t frame_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_dither(const nt_dither_params& params) {
  require_range("bits", params.bits, 8, 32);
  switch (params.kind) {
    case NT_DITHER_NONE:
      return std::make_unique<Quantiser>(params.bits);
    case NT_DITHER_TPDF:
      return std::make_unique<Triangular>(params);
    case NT_DITHER_SHAPED:
      return std::make_unique<Shaped>(params);
    default:
      throw Error(NT_INVALID_ARGUMENT, "kind = " + std::to_string(params.kind) + " is not an nt_dither_kind");
  }
}

}  // namespace nt::graph
