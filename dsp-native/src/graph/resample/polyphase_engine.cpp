#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "graph/resample/engine.hpp"
#include "rt/aligned.hpp"
#include "rt/fft/lanes.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

using Eight = fft::Lanes<float, 8>;

constexpr size_t lanes = 16;            // runs of the signal that are converted side by side
constexpr double stop_db = 114;         // of the filter's design
constexpr double pass = 0.907;          // 20 kHz of 22.05, of the lower rate's half; what folds stays above it
constexpr uint64_t most_phases = 1280;  // 44.1 kHz and its multiples to 48 kHz and its multiples take up to 640
constexpr uint64_t most_weights = 1u << 21;

/// Modified Bessel function of order 0: sum of ((x/2)^k / k!)^2.
double bessel0(double x) {
  double term = 1, sum = 1;
  for (int k = 1; k < 60; ++k) {
    term *= (x / 2) / k;
    sum += term * term;
  }
  return sum;
}

/// A windowed sinc (Kaiser 1974), evaluated at every phase of up : down. The signal is cut into runs that begin at the
/// same phase; sixteen runs lie side by side in the lanes, so each weight is loaded once for sixteen outputs, and each
/// output is the same sum in the same order wherever it lies.
class PolyphaseEngine final : public ResampleEngine {
 public:
  PolyphaseEngine(size_t up, size_t down, uint32_t channels) : channels_(channels) {
    const double lower = std::min(1.0, static_cast<double>(up) / static_cast<double>(down));
    const double width = (1 - pass) * lower;  // of the transition, in cycles per input sample
    taps_ = static_cast<size_t>((stop_db - 7.95) / (14.36 * width) + 1) / 4 * 4 + 4;
    const size_t periods = std::max<size_t>(1, 256 / down);
    run_in_ = down * periods;
    run_out_ = up * periods;
    design(up, down, lower);
    rows_ = (run_in_ + taps_ + 7) / 8 * 8;
    x_.resize(rows_ * lanes);
    y_.resize((run_out_ + 7) / 8 * 8 * lanes);
    in_.resize(channels, AlignedVector<float>(2 * lanes * run_in_ + 2 * rows_ + taps_));
    reset();
  }

  [[nodiscard]] size_t block() const override { return lanes * run_in_; }

  void convert(const double* const* in, FrameQueue& out) override {
    const size_t whole = lanes * run_in_;
    for (uint32_t c = 0; c < channels_; ++c)
      for (size_t i = 0; i < whole; ++i) in_[c][held_ + i] = static_cast<float>(in[c][i]);
    held_ += whole;
    if (held_ < whole + taps_) return;
    for (uint32_t c = 0; c < channels_; ++c) {
      gather(in_[c].data());
      filter();
      scatter(out.append(c, lanes * run_out_));
      std::copy(in_[c].begin() + static_cast<ptrdiff_t>(whole), in_[c].begin() + static_cast<ptrdiff_t>(held_),
                in_[c].begin());
    }
    held_ -= whole;
  }

  void reset() override {
    for (auto& plane : in_) std::fill(plane.begin(), plane.end(), 0.0f);
    held_ = taps_ / 2 - 1;  // before frame 0
  }

 private:
  void design(size_t up, size_t down, double lower) {
    const double beta = 0.1102 * (stop_db - 8.7), reach = static_cast<double>(taps_) / 2;
    const double top = bessel0(beta);
    std::vector<double> row(taps_);
    for (size_t j = 0; j < up; ++j) {
      const double phase = static_cast<double>(j * down % up) / static_cast<double>(up);
      double sum = 0;
      for (size_t t = 0; t < taps_; ++t) {
        const double u = phase + reach - 1 - static_cast<double>(t), r = u / reach;
        const double x = math::pi * lower * u;
        row[t] = u == 0 ? 1.0 : math::sin(x) / x;
        row[t] *= r * r < 1 ? bessel0(beta * std::sqrt(1 - r * r)) / top : 0.0;
        sum += row[t];
      }
      for (const double w : row) weights_.push_back(static_cast<float>(w / sum));
      offsets_.push_back(j * down / up);
    }
    down_ = down;
  }

  /// Row i of x_: value i of each lane's run.
  void gather(const float* in) noexcept {
    for (size_t half = 0; half < lanes; half += 8)
      for (size_t i = 0; i < rows_; i += 8) {
        Eight r[8];
        for (size_t l = 0; l < 8; ++l) r[l] = fft::load<Eight>(in + (half + l) * run_in_ + i);
        fft::transpose(r);
        for (size_t k = 0; k < 8; ++k) fft::store(x_.data() + (i + k) * lanes + half, r[k]);
      }
  }

  void filter() noexcept {
    const size_t up = offsets_.size();
    for (size_t period = 0, j = 0; j < run_out_; period += down_)
      for (size_t p = 0; p < up; ++p, ++j) {
        const float* x = x_.data() + (period + offsets_[p]) * lanes;
        const float* w = weights_.data() + p * taps_;
        Eight a[4] = {}, b[4] = {};
        for (size_t t = 0; t < taps_; t += 4)
          for (size_t k = 0; k < 4; ++k) {
            const Eight weight = fft::splat<Eight>(w[t + k]);
            a[k] = fft::fused(weight, fft::load<Eight>(x + (t + k) * lanes), a[k]);
            b[k] = fft::fused(weight, fft::load<Eight>(x + (t + k) * lanes + 8), b[k]);
          }
        fft::store(y_.data() + j * lanes, (a[0] + a[2]) + (a[1] + a[3]));
        fft::store(y_.data() + j * lanes + 8, (b[0] + b[2]) + (b[1] + b[3]));
      }
  }

  void scatter(double* out) noexcept {
    for (size_t half = 0; half < lanes; half += 8)
      for (size_t j = 0; j < run_out_; j += 8) {
        Eight r[8];
        for (size_t k = 0; k < 8; ++k) r[k] = fft::load<Eight>(y_.data() + (j + k) * lanes + half);
        fft::transpose(r);
        const size_t n = std::min<size_t>(8, run_out_ - j);
        for (size_t l = 0; l < 8; ++l) {
          float values[8];
          fft::store(values, r[l]);
          double* to = out + (half + l) * run_out_ + j;
          if (n == 8)
            for (size_t k = 0; k < 8; ++k) to[k] = static_cast<double>(values[k]);
          else
            for (size_t k = 0; k < n; ++k) to[k] = static_cast<double>(values[k]);
        }
      }
  }

  uint32_t channels_;
  size_t taps_ = 0, down_ = 1, run_in_ = 0, run_out_ = 0, rows_ = 0;
  std::vector<float> weights_;   // a row of taps_ for each output of a period
  std::vector<size_t> offsets_;  // where in the period its first tap lies
  AlignedVector<float> x_, y_;   // rows of lanes
  std::vector<AlignedVector<float>> in_;
  size_t held_ = 0;
};

}  // namespace

std::unique_ptr<ResampleEngine> make_polyphase_engine(double in_rate, double out_rate, uint32_t channels) {
  if (in_rate != std::floor(in_rate) || out_rate != std::floor(out_rate)) return nullptr;
  const auto in = static_cast<uint64_t>(in_rate), out = static_cast<uint64_t>(out_rate);
  const uint64_t common = std::gcd(in, out), up = out / common, down = in / common;
  const double taps = 82 * std::max(1.0, in_rate / out_rate);
  if (up > most_phases || down > 8 * most_phases || static_cast<double>(up) * taps > most_weights) return nullptr;
  return std::make_unique<PolyphaseEngine>(up, down, channels);
}

}  // namespace nt::graph
