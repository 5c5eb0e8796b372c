#include "rt/half_band/decimator.hpp"

#include <algorithm>

#include "rt/half_band/kernel.hpp"

namespace nt::half_band {

Decimator::Decimator(std::vector<double> pairs, size_t most)
    : pairs_(std::move(pairs)), even_(pairs_.size() + most / 2 + 2), odd_(2 * pairs_.size() + most / 2 + 2) {
  reset();
}

void Decimator::reset() noexcept {
  std::fill(odd_.begin(), odd_.end(), 0.0);
  std::fill(even_.begin(), even_.end(), 0.0);
  evens_ = 0;
  odds_ = pairs_.size();
  at_odd_ = false;
}

size_t Decimator::process(const double* in, size_t count, double* out) noexcept {
  size_t i = 0;
  if (at_odd_ && count > 0) odd_[odds_++] = in[i++];
  const size_t both = (count - i) / 2;
  double* const even = even_.data() + evens_;
  double* const odd = odd_.data() + odds_;
  for (size_t k = 0; k < both; ++k) {
    even[k] = in[i + 2 * k];
    odd[k] = in[i + 2 * k + 1];
  }
  evens_ += both;
  odds_ += both;
  i += 2 * both;
  at_odd_ = i < count || (at_odd_ && count == 0);
  if (i < count) even_[evens_++] = in[i];

  const size_t n = pairs_.size();
  if (odds_ < 2 * n) return 0;
  const size_t ready = std::min(odds_ - 2 * n + 1, evens_);
  symmetric_sum(pairs_.data(), n, even_.data(), 0.5, odd_.data() + n - 1, odd_.data() + n, ready, out);
  std::copy(even_.begin() + static_cast<std::ptrdiff_t>(ready), even_.begin() + static_cast<std::ptrdiff_t>(evens_),
            even_.begin());
  std::copy(odd_.begin() + static_cast<std::ptrdiff_t>(ready), odd_.begin() + static_cast<std::ptrdiff_t>(odds_),
            odd_.begin());
  evens_ -= ready;
  odds_ -= ready;
  return ready;
}

void Decimator::save(StateWriter& to) const {
  to.put(static_cast<uint32_t>(evens_));
  to.put(static_cast<uint32_t>(odds_));
  to.put(static_cast<uint8_t>(at_odd_));
  // Between calls an output waits for the odd inputs after it: the rest of the planes says nothing.
  to.put(std::span<const double>(even_.data(), pairs_.size() + 1));
  to.put(std::span<const double>(odd_.data(), 2 * pairs_.size()));
}

void Decimator::load(StateReader& from) {
  uint32_t evens = 0, odds = 0;
  uint8_t at_odd = 0;
  from.get_below(evens, static_cast<uint32_t>(pairs_.size() + 1));
  from.get_below(odds, static_cast<uint32_t>(2 * pairs_.size()));
  from.get_below(at_odd, uint8_t{2});
  if (odds < pairs_.size()) odds = static_cast<uint32_t>(pairs_.size());
  from.get(std::span<double>(even_.data(), pairs_.size() + 1));
  from.get(std::span<double>(odd_.data(), 2 * pairs_.size()));
  evens_ = evens;
  odds_ = odds;
  at_odd_ = at_odd != 0;
}

}  // namespace nt::half_band
