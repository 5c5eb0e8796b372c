#include "analysis/short_windows.hpp"

#include "rt/fft/fft.hpp"
#include "rt/math.hpp"

namespace nt::analysis {
namespace {

/// Sum of cos(start + step i) over i = 0..count-1.
double cosine_sum(double start, double step, double count) {
  return math::cos(start + (count - 1) * step / 2) * math::sin(count * step / 2) / math::sin(step / 2);
}

/// Sum over i of w[i] w[i + lag] of the periodic Hann window, in closed form.
double hann_overlap(double size, double lag) {
  const double step = 2 * math::pi / size, shift = step * lag, count = size - lag;
  const double singles = cosine_sum(0, step, count) + cosine_sum(shift, step, count);
  const double products = count * math::cos(shift) + cosine_sum(shift, 2 * step, count);
  return (count - singles + products / 2) / 4;
}

/// The transform of a real, even sequence, of which values holds the first half and the middle; unscaled, its own
/// inverse but for the size.
std::vector<double> even_transform(const std::vector<double>& values, uint32_t size) {
  std::vector<double> whole(size), re(size / 2 + 1), im(size / 2 + 1);
  for (uint32_t i = 0; i <= size / 2; ++i) whole[i] = whole[(size - i) % size] = values[i];
  fft::RealFft<double>(size).forward(whole.data(), re.data(), im.data());
  return re;
}

}  // namespace

std::vector<double> short_window_sums(const std::vector<double>& sums, uint32_t long_size, uint32_t short_size) {
  const std::vector<double> lags = even_transform(sums, long_size);
  const auto weighed = [&](uint32_t lag) {
    return lags[lag] * hann_overlap(short_size, lag) / hann_overlap(long_size, lag);
  };
  // A spectrum of short_size bins sees the lags n and n - short_size as one.
  std::vector<double> folded(short_size / 2 + 1);
  folded[0] = weighed(0);
  for (uint32_t lag = 1; lag <= short_size / 2; ++lag) folded[lag] = weighed(lag) + weighed(short_size - lag);
  std::vector<double> result = even_transform(folded, short_size);
  // 1 / long_size of the way back to lags, the two scales, and the windows that are that many times as many.
  const double ratio = static_cast<double>(long_size) / short_size;
  const double scale = ratio * ratio * ratio / long_size;
  for (double& v : result) v *= scale;
  return result;
}

}  // namespace nt::analysis
