#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "graph/resample/engine.hpp"
#include "rt/aligned.hpp"
#include "rt/bessel.hpp"
#include "rt/fft/lanes.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

using Eight = fft::Lanes<float, 8>;

constexpr size_t lanes = 16;            // runs of the signal that are converted side by side
constexpr size_t together = 4;          // outputs of a group
constexpr double stop_db = 114;         // of the filter's design
constexpr double pass = 0.907;          // 20 kHz of 22.05, of the lower rate's half; what folds stays above it
constexpr uint64_t most_phases = 1280;  // 44.1 kHz and its multiples to 48 kHz and its multiples take up to 640
constexpr uint64_t most_weights = 1u << 21;

/// A windowed sinc (Kaiser 1974), evaluated at every phase of up : down. The signal is cut into runs that begin at the
/// same phase; sixteen runs lie side by side in the lanes, and four neighbouring outputs are summed over the same rows,
/// so that a load serves many products. Each output is the same sum in the same order wherever it lies.
class PolyphaseEngine final : public ResampleEngine {
 public:
  PolyphaseEngine(size_t up, size_t down, uint32_t channels) : channels_(channels) {
    const double lower = std::min(1.0, static_cast<double>(up) / static_cast<double>(down));
    const double width = (1 - pass) * lower;  // of the transition, in cycles per input sample
    taps_ = static_cast<size_t>((stop_db - 7.95) / (14.36 * width)) + 2;
    taps_ += taps_ % 2;
    // The weights repeat after a whole number of periods and of groups.
    const size_t repeat = std::lcm(up, together) / up;
    cycle_in_ = down * repeat;
    const size_t cycles = std::max<size_t>(1, 256 / cycle_in_);
    run_in_ = cycle_in_ * cycles;
    run_out_ = up * repeat * cycles;
    design(up, down, up * repeat, lower);
    rows_ = (run_in_ + group_rows_ + 7) / 8 * 8;
    x_.resize(rows_ * lanes);
    y_.resize((run_out_ + 7) / 8 * 8 * lanes);
    in_.resize(channels, AlignedVector<float>(2 * lanes * run_in_ + 2 * rows_));
    reset();
  }

  void push(const double* const* in, size_t frames, FrameQueue& out) override {
    const size_t whole = lanes * run_in_;
    for (size_t done = 0; done < frames;) {
      const size_t n = std::min(frames - done, whole + group_rows_ - held_);
      for (uint32_t c = 0; c < channels_; ++c)
        for (size_t i = 0; i < n; ++i) in_[c][held_ + i] = static_cast<float>(in[c][done + i]);
      held_ += n;
      done += n;
      if (held_ < whole + group_rows_) return;
      double* const* places = out.grow(lanes * run_out_);
      for (uint32_t c = 0; c < channels_; ++c) {
        gather(in_[c].data());
        filter();
        scatter(places[c]);
        std::copy(in_[c].begin() + static_cast<ptrdiff_t>(whole), in_[c].begin() + static_cast<ptrdiff_t>(held_),
                  in_[c].begin());
      }
      held_ -= whole;
    }
  }

  void reset() override {
    for (auto& plane : in_) std::fill(plane.begin(), plane.end(), 0.0f);
    held_ = taps_ / 2 - 1;  // before frame 0
  }

  [[nodiscard]] EngineFacts facts() const override { return {0, 0, 0, lanes * run_in_ + group_rows_ - taps_ / 2}; }

 private:
  void design(size_t up, size_t down, size_t outputs, double lower) {
    const double beta = 0.1102 * (stop_db - 8.7), reach = static_cast<double>(taps_) / 2;
    const double top = math::bessel_i0(beta);
    std::vector<std::vector<float>> filters(up);
    for (size_t j = 0; j < up; ++j) {
      const double phase = static_cast<double>(j * down % up) / static_cast<double>(up);
      std::vector<double> filter(taps_);
      double sum = 0;
      for (size_t t = 0; t < taps_; ++t) {
        const double u = phase + reach - 1 - static_cast<double>(t), r = u / reach;
        const double x = math::pi * lower * u;
        filter[t] = u == 0 ? 1.0 : math::sin(x) / x;
        filter[t] *= r * r < 1 ? math::bessel_i0(beta * std::sqrt(1 - r * r)) / top : 0.0;
        sum += filter[t];
      }
      for (const double w : filter) filters[j].push_back(static_cast<float>(w / sum));
    }
    group_rows_ = taps_ + (together - 1) * down / up + 1;
    for (size_t first = 0; first < outputs; first += together) {
      const size_t offset = first * down / up;
      offsets_.push_back(offset);
      for (size_t row = 0; row < group_rows_; ++row)
        for (size_t j = first; j < first + together; ++j) {
          const size_t late = j * down / up - offset;
          weights_.push_back(row >= late && row - late < taps_ ? filters[j % up][row - late] : 0.0f);
        }
    }
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
    float* y = y_.data();
    for (size_t start = 0; start < run_in_; start += cycle_in_) {
      const float* w = weights_.data();
      for (const size_t offset : offsets_) {
        const float* x = x_.data() + (start + offset) * lanes;
        Eight a[together] = {}, b[together] = {};
        for (size_t row = 0; row < group_rows_; ++row, x += lanes, w += together) {
          const Eight left = fft::load<Eight>(x), right = fft::load<Eight>(x + 8);
          for (size_t k = 0; k < together; ++k) {
            const Eight weight = fft::splat<Eight>(w[k]);
            a[k] = fft::fused(weight, left, a[k]);
            b[k] = fft::fused(weight, right, b[k]);
          }
        }
        for (size_t k = 0; k < together; ++k, y += lanes) {
          fft::store(y, a[k]);
          fft::store(y + 8, b[k]);
        }
      }
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
  size_t taps_ = 0, cycle_in_ = 1, run_in_ = 0, run_out_ = 0, rows_ = 0;
  size_t group_rows_ = 0;        // rows that a group of outputs is summed over
  std::vector<float> weights_;   // for each group and row, one of each output
  std::vector<size_t> offsets_;  // of each group: the first row
  AlignedVector<float> x_, y_;   // rows of lanes
  std::vector<AlignedVector<float>> in_;
  size_t held_ = 0;
};

}  // namespace

std::unique_ptr<ResampleEngine> make_polyphase_engine(Ratio ratio, uint32_t channels) {
  const auto [up, down] = ratio;
  if (up > most_phases || down > 8 * most_phases) return nullptr;
  if (static_cast<double>(up) * 82 / ratio.lower() > most_weights) return nullptr;
  return std::make_unique<PolyphaseEngine>(up, down, channels);
}

}  // namespace nt::graph
