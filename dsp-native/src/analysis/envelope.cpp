#include "analysis/envelope.hpp"

#include <algorithm>

#include "rt/lanes.hpp"

namespace nt::analysis {

void Envelope::add(const double* left, const double* right) noexcept {
  constexpr double audible = 1e-7;  // -70 dBFS
  const double l = lanes::energy(left, block), r = lanes::energy(right, block);
  const double peak = std::max(lanes::peak(left, block), lanes::peak(right, block));
  left_ += l;
  right_ += r;
  product_ += lanes::dot(left, right, block);
  frames_ += block;
  for (size_t w = 0; w < windows_.size(); ++w) {
    Window& window = windows_[w];
    window.energy += l + r;
    window.peak = std::max(window.peak, peak);
    if (++window.held < window.blocks) continue;
    const double mean = window.energy / (2.0 * block * window.blocks);
    rms_[w].add(power_db(mean));
    if (w > 0 && mean > audible) crest_[w - 1].add(power_db(window.peak * window.peak / mean));
    window = Window{window.blocks};
  }
}

}  // namespace nt::analysis
