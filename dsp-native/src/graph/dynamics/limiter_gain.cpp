#include "graph/dynamics/limiter_gain.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "rt/fused.hpp"
#include "rt/lanes.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t most_plateau = 8;

}  // namespace

void LimiterGain::activate(uint32_t lookahead, double release_ms, double sample_rate) {
  lookahead = std::max(lookahead, 2u);
  tick_ = 1;
  while (lookahead / tick_ >= 20) tick_ *= 2;
  const uint32_t plateau = std::min(most_plateau, lookahead / 4);
  const uint32_t smoothing = std::max((lookahead - plateau) / tick_, 2u) - 1;
  delay_ = plateau + (smoothing + 1) * tick_;
  spread_ = smoothing + 1 + (2 * plateau + tick_) / tick_;  // the last term: (2 plateau + 1) / tick, rounded up
  window_.resize(smoothing);
  double sum = 0;
  for (uint32_t i = 0; i < smoothing; ++i) {
    const double s = math::sin(math::pi * (i + 1) / (smoothing + 1));
    window_[i] = s * s;
    sum += window_[i];
  }
  for (double& w : window_) w /= sum;
  requests_.assign(spread_, 0.0);
  held_.assign(smoothing, 0.0);
  release_.activate(release_ms, sample_rate / tick_);
  reset();
}

void LimiterGain::reset() noexcept {
  std::fill(requests_.begin(), requests_.end(), 0.0);
  std::fill(held_.begin(), held_.end(), 0.0);
  release_.reset();
  in_tick_ = 0;
  asked_ = from_ = to_ = 0;
  rest_ = static_cast<uint32_t>(window_.size()) + 2;
}

void LimiterGain::close_tick() noexcept {
  in_tick_ = 0;
  if (resting() && asked_ == 0) {
    release_.next(0);
    return;
  }
  std::memmove(requests_.data(), requests_.data() + 1, (requests_.size() - 1) * sizeof(double));
  requests_.back() = asked_;
  std::memmove(held_.data(), held_.data() + 1, (held_.size() - 1) * sizeof(double));
  held_.back() = release_.next(lanes::peak(requests_.data(), requests_.size()));
  rest_ = held_.back() == 0 ? rest_ + 1 : 0;
  from_ = to_;
  to_ = lanes::dot(held_.data(), window_.data(), window_.size());
  asked_ = 0;
}

bool LimiterGain::run(const double* asked, uint32_t frames, double* reduction) noexcept {
  const bool nothing = resting() && asked_ == 0 && lanes::peak(asked, frames) == 0;
  const double per_frame = 1.0 / tick_;
  for (uint32_t at = 0; at < frames;) {
    const uint32_t n = std::min(frames - at, tick_ - in_tick_);
    if (!nothing) {
      asked_ = std::max(asked_, lanes::peak(asked + at, n));
      const double from = from_, rise = to_ - from_;
      for (uint32_t i = 0; i < n; ++i)
        reduction[at + i] = nt::fused(rise, static_cast<double>(in_tick_ + i + 1) * per_frame, from);
    }
    at += n;
    in_tick_ += n;
    if (in_tick_ == tick_) close_tick();
  }
  return !nothing;
}

void LimiterGain::inherit(const LimiterGain& old) noexcept {
  release_.inherit(old.release_);
  rest_ = 0;
  if (tick_ == old.tick_ && spread_ == old.spread_ && held_.size() == old.held_.size()) {
    std::copy(old.requests_.begin(), old.requests_.end(), requests_.begin());
    std::copy(old.held_.begin(), old.held_.end(), held_.begin());
    in_tick_ = old.in_tick_;
    asked_ = old.asked_;
    from_ = old.from_;
    to_ = old.to_;
    return;
  }
  std::fill(held_.begin(), held_.end(), old.held_.back());
  from_ = to_ = old.to_;
}

void LimiterGain::save(StateWriter& writer) const {
  writer.put(requests_);
  writer.put(held_);
  release_.save(writer);
  writer.put(in_tick_);
  writer.put(asked_);
  writer.put(from_);
  writer.put(to_);
}

void LimiterGain::load(StateReader& reader) {
  reader.get(requests_);
  reader.get(held_);
  release_.load(reader);
  reader.get_below(in_tick_, tick_);
  reader.get(asked_);
  reader.get(from_);
  reader.get(to_);
  rest_ = 0;
}

}  // namespace nt::graph
