#include "decode/dsd/decimator.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "rt/half_band/design.hpp"

namespace nt::dsd {
namespace {

/// What the last filter keeps, as a share of the rate it leaves; from the mirror image of this on it suppresses.
/// At 44.1 and 48 kHz all that fits; at higher rates 35 kHz and more are kept, and half the taps do.
double kept_share(double rate) { return rate < 80'000 ? 0.4535 : 0.4; }

}  // namespace

bool is_decimation(uint32_t decimation) {
  return std::has_single_bit(decimation) && decimation >= 8 && decimation <= 512;
}

std::shared_ptr<const BitTable> make_table(uint32_t decimation, double level) {
  // The table's filter leaves an eighth of the bit rate. Where two or more halvings follow, 16 bytes give it its full
  // suppression of whatever would fold into what they keep; with fewer, a longer one keeps more of the band. -6 dB is
  // half way between what is kept and its first image.
  return std::make_shared<const BitTable>(decimation >= 32 ? 16 : 24, 1.0 / 16, level);
}

Decimator::Decimator(std::shared_ptr<const BitTable> table, uint32_t bit_rate, uint32_t decimation)
    : table_(std::move(table)), bytes_(table_->bytes() + most_bytes) {
  size_t most = most_bytes;
  for (auto& work : work_) work.resize(most + 1);
  const double kept = kept_share(static_cast<double>(bit_rate) / decimation);
  for (uint32_t left = decimation / 8; left > 1; left /= 2) {
    halves_.emplace_back(half_band::pairs(kept / left), most + 1);
    most = most / 2 + 1;
  }
  reset();
}

void Decimator::reset() noexcept {
  std::memset(bytes_.data(), idle_byte, bytes_.size());
  held_ = table_->bytes() / 2;
  for (auto& half : halves_) half.reset();
}

size_t Decimator::process(const uint8_t* bytes, size_t count, double* out) noexcept {
  std::memcpy(bytes_.data() + held_, bytes, count);
  held_ += count;
  const size_t span = table_->bytes();
  if (held_ < span) return 0;
  size_t ready = held_ - span + 1;
  double* to = halves_.empty() ? out : work_[0].data();
  table_->sum(bytes_.data() + span / 2, ready, to);
  std::memmove(bytes_.data(), bytes_.data() + ready, held_ - ready);
  held_ -= ready;
  for (size_t i = 0; i < halves_.size(); ++i) {
    const double* const from = to;
    to = i + 1 == halves_.size() ? out : work_[(i + 1) % 2].data();
    ready = halves_[i].process(from, ready, to);
  }
  return ready;
}

size_t Decimator::look_ahead() const {
  size_t bits = 4 * table_->bytes() - 1;
  size_t step = 8;
  for (const auto& half : halves_) {
    bits += half.reach() * step;
    step *= 2;
  }
  return bits;
}

void Decimator::save(StateWriter& to) const {
  to.put(static_cast<uint32_t>(held_));
  to.put(std::span<const uint8_t>(bytes_.data(), table_->bytes()));
  for (const auto& half : halves_) half.save(to);
}

void Decimator::load(StateReader& from) {
  uint32_t held = 0;
  from.get_below(held, static_cast<uint32_t>(table_->bytes()));
  held_ = std::max<size_t>(held, table_->bytes() / 2);
  from.get(std::span<uint8_t>(bytes_.data(), table_->bytes()));
  for (auto& half : halves_) half.load(from);
}

}  // namespace nt::dsd
