#include "decode/dsd/bit_table.hpp"

#include "rt/fft/lanes.hpp"
#include "rt/half_band/design.hpp"

namespace nt::dsd {

BitTable::BitTable(size_t bytes, double corner, double level)
    : bytes_(bytes), stride_(bytes + 2 * (lanes - 1)), rows_(256 * stride_) {
  const size_t reach = 4 * bytes - 1;  // one tap less than the bytes hold: an odd number has its centre on a bit
  const auto taps = half_band::low_pass(reach, corner);
  for (size_t byte = 0; byte < 256; ++byte)
    for (size_t place = 0; place < bytes; ++place) {
      double sum = 0;
      for (size_t bit = 0; bit < 8; ++bit) {
        const size_t at = 8 * place + bit;  // the centre is at 4 * bytes
        if (at == 0) continue;
        const double tap = taps[at > 4 * bytes ? at - 4 * bytes : 4 * bytes - at];
        sum += (byte >> (7 - bit) & 1) != 0 ? tap : -tap;
      }
      rows_[byte * stride_ + lanes - 1 + (bytes - 1 - place)] = level * sum;
    }
}

void BitTable::sum(const uint8_t* in, size_t count, double* out) const noexcept {
  using V = fft::Lanes<double, lanes>;
  const uint8_t* const first = in - bytes_ / 2;
  size_t n = 0;
  for (; n + 2 * lanes <= count; n += 2 * lanes) {
    V a{}, b{};
    const uint8_t* const from = first + n;
    const size_t last = bytes_ + lanes - 2;  // of the bytes a group of lanes outputs needs
    for (size_t s = 0; s < lanes; ++s) a += fft::load<V>(row(from[s]) + last - s);
    for (size_t s = lanes; s <= last; ++s) {
      const double* const at = row(from[s]) + last - s;
      a += fft::load<V>(at);
      b += fft::load<V>(at + lanes);
    }
    for (size_t s = last + 1; s <= last + lanes; ++s) b += fft::load<V>(row(from[s]) + last + lanes - s);
    fft::store(out + n, a);
    fft::store(out + n + lanes, b);
  }
  for (; n < count; ++n) {
    double sum = 0;
    for (size_t place = 0; place < bytes_; ++place) sum += row(first[n + place])[lanes - 1 + (bytes_ - 1 - place)];
    out[n] = sum;
  }
}

}  // namespace nt::dsd
