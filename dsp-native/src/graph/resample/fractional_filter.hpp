#pragma once
// Values of a band-limited signal between its frames: a windowed sinc whose coefficients are polynomials of the place
// between two frames.

#include <cstddef>
#include <cstdint>

#include "graph/resample/frame_queue.hpp"
#include "graph/resample/kaiser.hpp"
#include "rt/aligned.hpp"
#include "rt/fft/lanes.hpp"

namespace nt::graph {

/// The polynomials that stand for the filter. Error against it, with a pass band up to half the frame rate: of the
/// third degree -150 dB with 32 segments to a frame and 24 dB less with each doubling, of the fourth -197 and 30. A
/// signal at twice the needed rate has a quarter of the frame rate at most: 27 and 34 dB less.
struct Polynomials {
  size_t degree;  // 3 or 4
  size_t segments;
};

class FractionalFilter {
 public:
  /// taps: a multiple of 8, the filter reaches taps / 2 frames.
  FractionalFilter(const KaiserSinc& filter, size_t taps, Polynomials polynomials);

  [[nodiscard]] size_t taps() const { return taps_; }
  /// Frames before the one that a place follows, which are read.
  [[nodiscard]] size_t before() const { return taps_ / 2 - 1; }

  /// Fills out[c] + from with up to capacity values of in at place, place after place, as long as in holds the frames;
  /// how many. place counts from the frame before() frames behind the front; it has whole(), fraction() and advance().
  /// A channel's values do not depend on the others.
  template <class Place>
  size_t follow(Place& place, const FrameQueue& in, double* const* out, size_t from, size_t capacity) const noexcept {
    if (capacity == 0) return 0;  // then out may be null
    size_t made = 0;
    const Place start = place;
    for (uint32_t c = 0; c < in.channels(); c += 2) {
      Place at = start;
      if (c + 1 < in.channels()) {
        const double* const first[] = {in.front(c), in.front(c + 1)};
        double* const to[] = {out[c] + from, out[c + 1] + from};
        made = follow_few<2>(at, first, in.size(), to, capacity);
      } else {
        const double* const first[] = {in.front(c)};
        double* const to[] = {out[c] + from};
        made = follow_few<1>(at, first, in.size(), to, capacity);
      }
      place = at;
    }
    return made;
  }

 private:
  static constexpr size_t lanes = 8, width = fft::widest<double>, registers = lanes / width;
  using Register = fft::Lanes<double, width>;

  /// The shapes in use at twice the rate are spelt out, so that their loops are unrolled.
  template <size_t Channels, class Place>
  size_t follow_few(Place& place, const double* const (&first)[Channels], size_t size, double* const (&out)[Channels],
                    size_t capacity) const noexcept {
    if (degree_ == 3) {
      if (taps_ == 24) return follow_taps<Channels, 3>(24, place, first, size, out, capacity);
      return follow_taps<Channels, 3>(taps_, place, first, size, out, capacity);
    }
    if (taps_ == 24) return follow_taps<Channels, 4>(24, place, first, size, out, capacity);
    if (taps_ == 32) return follow_taps<Channels, 4>(32, place, first, size, out, capacity);
    return follow_taps<Channels, 4>(taps_, place, first, size, out, capacity);
  }

  template <size_t Channels, size_t Degree, class Place>
  [[gnu::always_inline]] size_t follow_taps(size_t taps, Place& place, const double* const (&first)[Channels],
                                            size_t size, double* const (&out)[Channels],
                                            size_t capacity) const noexcept {
    size_t made = 0;
    if (size < taps) return 0;
    // A batch of places first, then their values: the way from a place to its weights is long, and would hold up the
    // next one's.
    Spot spots[batch];
    for (const size_t last = size - taps; made < capacity && place.whole() <= last;) {
      size_t found = 0;
      for (; found < batch && made + found < capacity && place.whole() <= last; ++found, place.advance())
        spots[found] = spot_of<Degree>(taps, place.whole(), place.fraction());
      for (size_t i = 0; i < found; ++i) {
        const double* at[Channels];
        for (size_t c = 0; c < Channels; ++c) at[c] = first[c] + spots[i].whole;
        double value[Channels];
        value_at<Channels, Degree>(taps, at, spots[i], value);
        for (size_t c = 0; c < Channels; ++c) out[c][made + i] = value[c];
      }
      made += found;
    }
    return made;
  }

  /// What a place asks for: the frame it follows, its segment's polynomials, and the place in their range of -1..1.
  struct Spot {
    size_t whole;
    const double* weights;
    double u;
  };
  static constexpr size_t batch = 16;

  template <size_t Degree>
  [[gnu::always_inline]] Spot spot_of(size_t taps, size_t whole, double fraction) const noexcept {
    const double place = fraction * static_cast<double>(segments_);
    const auto segment = static_cast<int32_t>(place);
    return {whole, table_.data() + static_cast<size_t>(segment) * taps * (Degree + 1),
            2 * (place - static_cast<double>(segment)) - 1};
  }

  // Tap i goes to lane i mod 8; the lanes are folded as lanes::fold does.
  template <size_t Channels, size_t Degree>
  [[gnu::always_inline]] static void value_at(size_t taps, const double* const (&at)[Channels], const Spot& spot,
                                              double (&value)[Channels]) noexcept {
    const auto u = fft::splat<Register>(spot.u);
    const double* w = spot.weights;
    Register sum[Channels][registers] = {};
    for (size_t tap = 0; tap < taps; tap += lanes, w += lanes * (Degree + 1))
      for (size_t r = 0; r < registers; ++r) {
        auto weight = fft::load<Register>(w + r * width);
        for (size_t i = 1; i <= Degree; ++i)
          weight = fft::fused(weight, u, fft::load<Register>(w + i * lanes + r * width));
        for (size_t c = 0; c < Channels; ++c)
          sum[c][r] = fft::fused(weight, fft::load<Register>(at[c] + tap + r * width), sum[c][r]);
      }
    for (size_t c = 0; c < Channels; ++c) value[c] = fold(sum[c]);
  }
  // A template, so that the widths of other processors are not looked at.
  template <class V, size_t Count>
  [[gnu::always_inline]] static double fold(const V (&sum)[Count]) noexcept {
    if constexpr (Count == 1) {
      const auto s =
          __builtin_shufflevector(sum[0], sum[0], 0, 1, 2, 3) + __builtin_shufflevector(sum[0], sum[0], 4, 5, 6, 7);
      return (s[0] + s[2]) + (s[1] + s[3]);
    } else if constexpr (Count == 2) {
      const V s = sum[0] + sum[1];
      return (s[0] + s[2]) + (s[1] + s[3]);
    } else {
      const V s = (sum[0] + sum[2]) + (sum[1] + sum[3]);
      return s[0] + s[1];
    }
  }

  size_t taps_, degree_, segments_;
  AlignedVector<double>
      table_;  // segment by segment: for every eight taps the powers from the highest, eight values each
};

}  // namespace nt::graph
