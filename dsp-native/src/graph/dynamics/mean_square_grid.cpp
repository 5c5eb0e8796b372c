#include "graph/dynamics/mean_square_grid.hpp"

#include <algorithm>
#include <cmath>

#include "rt/fused.hpp"
#include "rt/lanes.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

using lanes::Four;
using lanes::four_at;

// No mean gets smaller, so that no denormal number slows the recursion down.
constexpr double least_square = 1e-40;
constexpr double most_square = 1e60;  // an absurd sample may not leave an infinity behind
constexpr double unset[MeanSquareGrid::most_stride] = {};

double term_of(double weight, double x) { return weight * (x * x); }

/// The fold of a register: ((0 + 2) + (1 + 3)).
double fold(Four v) { return (v[0] + v[2]) + (v[1] + v[3]); }

/// Of four terms: the same operations as term_of.
Four terms_of(const double* weight, const double* x) {
  const Four v = four_at(x);
  return four_at(weight) * (v * v);
}

}  // namespace

void MeanSquareGrid::activate(double seconds, double sample_rate, uint32_t channels, uint32_t stride) {
  stride_ = stride;
  const double keep = math::exp(-1.0 / (seconds * sample_rate));
  keep_ = 1;
  for (uint32_t i = stride; i-- > 0;) {
    weight_[i] = (1.0 - keep) * keep_;
    keep_ *= keep;
  }
  least_ = (1.0 - keep_) * least_square;
  channels_.assign(channels, {});
  phase_ = 0;
}

void MeanSquareGrid::reset() noexcept {
  std::fill(channels_.begin(), channels_.end(), Channel{});
  phase_ = 0;
}

uint32_t MeanSquareGrid::add(const double* const* in, uint32_t frames, double* level) noexcept {
  return stride_ == 8 ? add_cells<8>(in, frames, level) : add_cells<16>(in, frames, level);
}

template <uint32_t Stride>
uint32_t MeanSquareGrid::add_cells(const double* const* in, uint32_t frames, double* level) noexcept {
  const uint32_t cells = (phase_ + frames) / Stride;
  for (uint32_t k = 0; k < cells; ++k) level[k] = 0;
  for (size_t c = 0; c < channels_.size(); ++c) {
    Channel& channel = channels_[c];
    const double* x = in[c];
    uint32_t at = 0, cell = 0, place = phase_;
    const auto take = [&](uint32_t until) {
      for (; at < until; ++at, ++place) channel.term[place] = term_of(weight_[place], x[at]);
    };
    const auto close = [&](Four sum) {
      const double total = fold(sum);
      channel.mean = nt::fused(keep_, channel.mean, (total < most_square ? total : most_square) + least_);
      level[cell] = channel.mean > level[cell] ? channel.mean : level[cell];
      ++cell;
      place = 0;
    };
    if (place != 0 && cells > 0) {
      take(Stride - place);
      Four sum = four_at(channel.term);
      for (uint32_t j = 4; j < Stride; j += 4) sum += four_at(channel.term + j);
      close(sum);
    }
    while (cell < cells) {
      Four sum = terms_of(weight_, x + at);
      for (uint32_t j = 4; j < Stride; j += 4) sum += terms_of(weight_ + j, x + at + j);
      at += Stride;
      close(sum);
    }
    take(frames);
  }
  phase_ = (phase_ + frames) % Stride;
  return cells;
}

void MeanSquareGrid::inherit(const MeanSquareGrid& old) noexcept {
  if (channels_.size() != old.channels_.size()) return;
  phase_ = 0;
  for (size_t c = 0; c < channels_.size(); ++c) channels_[c].mean = old.channels_[c].mean;
}

void MeanSquareGrid::save(StateWriter& writer) const {
  writer.put(phase_);
  for (const Channel& channel : channels_) {
    writer.put(channel.mean);
    writer.put(std::span<const double>(channel.term, phase_));
    writer.put(std::span<const double>(unset, most_stride - phase_));
  }
}

void MeanSquareGrid::load(StateReader& reader) {
  reader.get_below(phase_, stride_);
  for (Channel& channel : channels_) {
    reader.get(channel.mean);
    reader.get(std::span<double>(channel.term));
  }
}

}  // namespace nt::graph
