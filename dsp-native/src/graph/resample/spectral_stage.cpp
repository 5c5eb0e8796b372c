#include "graph/resample/spectral_stage.hpp"

#include <algorithm>
#include <cmath>

#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr size_t most_values = size_t{1} << 22;  // of a transform

bool is_possible(uint64_t size) { return size % 2 == 0 && size <= most_values && fft::is_supported(size); }

/// Measured: transforms of sizes that fill no whole lanes are slower, and so are odd radices.
double work(size_t size) {
  double slower = size % 16 == 0 ? 1 : (size % 8 == 0 ? 1.2 : 3);
  size_t rest = size;
  for (; rest % 3 == 0; rest /= 3) slower *= 1.05;
  for (; rest % 5 == 0; rest /= 5) slower *= 1.07;
  for (; rest % 7 == 0; rest /= 7) slower *= 1.14;
  return slower * static_cast<double>(size) * math::log2(static_cast<double>(size));
}

}  // namespace

std::optional<SpectralShape> SpectralShape::choose(Ratio ratio, const LowPass& filter, size_t least_transform) {
  const uint64_t lower = std::min(ratio.up, ratio.down), upper = std::max(ratio.up, ratio.down);
  if (upper > most_values / 2) return std::nullopt;
  const double reach = filter.reach() / static_cast<double>(ratio.down);
  const auto before = static_cast<size_t>(std::ceil(filter.minimum_phase ? 2 * reach : reach));
  const size_t after = filter.minimum_phase ? 0 : before;
  std::optional<SpectralShape> best;
  double least = 0;
  const size_t first = std::max<size_t>((least_transform + lower - 1) / lower, before + after + 1);
  for (size_t k = first; k <= 4 * first && k * upper <= most_values; ++k) {
    if (!is_possible(k * ratio.down) || !is_possible(k * ratio.up)) continue;
    const SpectralShape shape{k * ratio.down, k * ratio.up, before * ratio.down, after * ratio.down};
    const double cost = (work(shape.in_size) + work(shape.out_size)) / static_cast<double>(shape.step());
    if (best && cost > 0.9 * least) continue;  // a longer delay has to pay
    best = shape;
    least = cost;
  }
  return best;
}

SpectralStage::SpectralStage(const SpectralShape& shape, const LowPass& filter, uint32_t channels)
    : shape_(shape),
      filter_(filter, shape.in_size, 1.0 / static_cast<double>(shape.in_size)),
      whole_bins_(std::min(filter_.re.size(), std::min(shape.in_size, shape.out_size) / 2)),
      out_before_(shape.before * shape.out_size / shape.in_size),
      forward_(shape.in_size),
      inverse_(shape.out_size),
      in_(shape.in_size / 2 + 1),
      out_(shape.out_size / 2 + 1),
      result_(shape.out_size),
      windows_(channels, AlignedVector<double>(shape.in_size)) {
  reset();
}

void SpectralStage::reset() {
  for (auto& window : windows_) std::fill(window.begin(), window.end(), 0.0);
  held_ = shape_.before;
}

void SpectralStage::push(const double* const* in, size_t frames, FrameQueue& out) {
  const size_t keep = shape_.before + shape_.after;
  for (size_t done = 0; done < frames;) {
    const size_t n = std::min(frames - done, shape_.in_size - held_);
    for (size_t c = 0; c < windows_.size(); ++c) std::copy_n(in[c] + done, n, windows_[c].data() + held_);
    done += n;
    held_ += n;
    if (held_ < shape_.in_size) return;
    double* const* places = out.grow(out_step());
    for (size_t c = 0; c < windows_.size(); ++c) {
      double* window = windows_[c].data();
      convert(window, places[c]);
      std::copy_n(window + shape_.step(), keep, window);
    }
    held_ = keep;
  }
}

void SpectralStage::convert(const double* in, double* out) noexcept {
  forward_.forward(in, in_.re(), in_.im());
  filter();
  filter_edge();
  inverse_.inverse(out_.re(), out_.im(), result_.data());
  std::copy_n(result_.data() + out_before_, out_step(), out);
}

void SpectralStage::filter() noexcept {
  const double *xr = in_.re(), *xi = in_.im(), *hr = filter_.re.data(), *hi = filter_.im.data();
  double* __restrict yr = out_.re(), * __restrict yi = out_.im();
  if (filter_.im.empty()) {
    for (size_t k = 0; k < whole_bins_; ++k) yr[k] = xr[k] * hr[k];
    for (size_t k = 0; k < whole_bins_; ++k) yi[k] = xi[k] * hr[k];
    return;
  }
  for (size_t k = 0; k < whole_bins_; ++k) {
    yr[k] = xr[k] * hr[k] - xi[k] * hi[k];
    yi[k] = xr[k] * hi[k] + xi[k] * hr[k];
  }
}

// Where the transition crosses half of a rate: the input's spectrum goes on as its mirror image, and what lies beyond
// the output's half folds back.
void SpectralStage::filter_edge() noexcept {
  const size_t in_half = shape_.in_size / 2, out_half = shape_.out_size / 2;
  for (size_t k = whole_bins_; k < filter_.re.size(); ++k) {
    const size_t from = k <= in_half ? k : shape_.in_size - k;
    const double xr = in_.re()[from], xi = k < in_half ? in_.im()[from] : (k == in_half ? 0 : -in_.im()[from]);
    const double hr = filter_.re[k], hi = filter_.im.empty() ? 0 : filter_.im[k];
    const double yr = xr * hr - xi * hi, yi = xr * hi + xi * hr;
    if (k < out_half) {
      out_.re()[k] = yr;
      out_.im()[k] = yi;
    } else if (k == out_half) {
      out_.re()[k] = 2 * yr;
      out_.im()[k] = 0;
    } else {
      out_.re()[shape_.out_size - k] += yr;
      out_.im()[shape_.out_size - k] -= yi;
    }
  }
}

}  // namespace nt::graph
