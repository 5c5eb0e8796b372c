#include "decode/convert.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>

namespace nt::decode {
namespace {

template <class T>
constexpr double scale() {
  if constexpr (std::is_same_v<T, uint8_t>) return 1.0 / 128.0;
  if constexpr (std::is_same_v<T, int16_t>) return 1.0 / 32768.0;
  if constexpr (std::is_same_v<T, int32_t>) return 1.0 / 2147483648.0;
  if constexpr (std::is_same_v<T, int64_t>) return 1.0 / 9223372036854775808.0;
  return 1.0;
}

template <class T>
inline double value(T x) {
  if constexpr (std::is_same_v<T, uint8_t>) return (static_cast<int>(x) - 128) * scale<T>();
  if constexpr (std::is_floating_point_v<T>) return static_cast<double>(x);
  return static_cast<double>(x) * scale<T>();
}

/// One channel of interleaved (stride channels) or planar (stride 1) samples. The stride as a constant lets the
/// compiler use shuffles instead of single loads.
template <class T, int Stride>
void spread(const T* from, int stride, int count, double* __restrict to) {
  const int step = Stride > 0 ? Stride : stride;
  for (int i = 0; i < count; ++i) to[i] = value<T>(from[static_cast<int64_t>(i) * step]);
}

/// x * 0 is 0 for finite x and NaN otherwise; eight independent sums keep the vector unit busy.
bool all_finite(const double* x, int count) {
  double lanes[8] = {};
  int i = 0;
  for (; i + 8 <= count; i += 8)
    for (int k = 0; k < 8; ++k) lanes[k] += x[i + k] * 0.0;
  for (; i < count; ++i) lanes[0] += x[i] * 0.0;
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum == 0.0;
}

template <class T>
NotFinite convert(const AVFrame& source, int offset, int count, double* const* planes, uint32_t at, bool planar) {
  const int channels = source.ch_layout.nb_channels;
  NotFinite first;
  for (int c = 0; c < channels; ++c) {
    double* to = planes[c] + at;
    if (planar)
      spread<T, 1>(reinterpret_cast<const T*>(source.extended_data[c]) + offset, 1, count, to);
    else {
      const T* from = reinterpret_cast<const T*>(source.extended_data[0]) + static_cast<int64_t>(offset) * channels + c;
      if (channels == 1)
        spread<T, 1>(from, 1, count, to);
      else if (channels == 2)
        spread<T, 2>(from, 2, count, to);
      else
        spread<T, 0>(from, channels, count, to);
    }
    if constexpr (std::is_floating_point_v<T>) {
      if (!all_finite(to, count)) {
        const auto bad = std::find_if(to, to + count, [](double x) { return !std::isfinite(x); }) - to;
        if (first.channel < 0 || bad < first.frame) first = {bad, c};
      }
    }
  }
  return first;
}

}  // namespace

NotFinite to_planar(const AVFrame& source, int offset, int count, double* const* planes, uint32_t at) {
  const auto format = static_cast<AVSampleFormat>(source.format);
  const bool planar = av_sample_fmt_is_planar(format) != 0;
  switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_U8:
      return convert<uint8_t>(source, offset, count, planes, at, planar);
    case AV_SAMPLE_FMT_S16:
      return convert<int16_t>(source, offset, count, planes, at, planar);
    case AV_SAMPLE_FMT_S32:
      return convert<int32_t>(source, offset, count, planes, at, planar);
    case AV_SAMPLE_FMT_S64:
      return convert<int64_t>(source, offset, count, planes, at, planar);
    case AV_SAMPLE_FMT_FLT:
      return convert<float>(source, offset, count, planes, at, planar);
    case AV_SAMPLE_FMT_DBL:
      return convert<double>(source, offset, count, planes, at, planar);
    default:
      return {};
  }
}

bool convertible(int sample_format) { return sample_format >= AV_SAMPLE_FMT_U8 && sample_format < AV_SAMPLE_FMT_NB; }

}  // namespace nt::decode
