#include "graph/dynamics/gain_history.hpp"

#include <algorithm>
#include <cmath>

#include "rt/lanes.hpp"

namespace nt::graph {

void GainHistory::resize(double sample_rate, uint32_t max_frames, uint64_t skip) {
  sample_rate_ = sample_rate;
  skip_ = skip;
  ring_.assign(static_cast<size_t>(max_frames / std::floor(sample_rate / 100.0)) + 2, 0.0F);
  reset();
}

void GainHistory::reset() noexcept {
  skipped_ = frame_ = piece_ = 0;
  end_ = start_of(1);
  low_ = high_ = 0;
  first_ = count_ = 0;
}

uint64_t GainHistory::start_of(uint64_t piece) const noexcept {
  return static_cast<uint64_t>(std::floor(static_cast<double>(piece) * sample_rate_ / 100.0));
}

void GainHistory::close_piece() noexcept {
  if (count_ == ring_.size()) {
    first_ = (first_ + 1) % ring_.size();
    --count_;
  }
  ring_[(first_ + count_) % ring_.size()] = static_cast<float>(-low_ > high_ ? low_ : high_);
  ++count_;
  low_ = high_ = 0;
  end_ = start_of(++piece_ + 1);
}

/// extremes(from, n) widens low_ and high_ by the gains from..from+n.
template <class Extremes>
void GainHistory::walk(uint32_t frames, Extremes&& extremes) noexcept {
  uint32_t at = 0;
  if (skipped_ < skip_) {
    at = static_cast<uint32_t>(std::min<uint64_t>(skip_ - skipped_, frames));
    skipped_ += at;
  }
  while (at < frames) {
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(frames - at, end_ - frame_));
    extremes(at, n);
    at += n;
    frame_ += n;
    if (frame_ == end_) close_piece();
  }
}

void GainHistory::push(const double* gain_db, uint32_t frames) noexcept {
  walk(frames, [&](uint32_t from, uint32_t n) { lanes::extremes(gain_db + from, n, low_, high_); });
}

void GainHistory::push_constant(double gain_db, uint32_t frames) noexcept {
  walk(frames, [&](uint32_t, uint32_t) {
    low_ = std::min(low_, gain_db);
    high_ = std::max(high_, gain_db);
  });
}

int64_t GainHistory::take(float* gain_db, uint32_t capacity) noexcept {
  const size_t n = std::min<size_t>(capacity, count_);
  for (size_t i = 0; i < n; ++i) {
    gain_db[i] = ring_[first_];
    first_ = (first_ + 1) % ring_.size();
  }
  count_ -= n;
  return static_cast<int64_t>(n);
}

void GainHistory::save(StateWriter& writer) const {
  writer.put(skipped_);
  writer.put(frame_);
  writer.put(piece_);
  writer.put(low_);
  writer.put(high_);
}

void GainHistory::load(StateReader& reader) {
  reader.get(skipped_);
  reader.get(frame_);
  reader.get(piece_);
  reader.get(low_);
  reader.get(high_);
  first_ = count_ = 0;
  // A damaged state may not lead outside of the piece it claims to be in.
  skipped_ = std::min(skipped_, skip_);
  piece_ = static_cast<uint64_t>(std::floor(static_cast<double>(frame_) * 100.0 / sample_rate_));
  while (start_of(piece_ + 1) <= frame_) ++piece_;
  while (piece_ > 0 && start_of(piece_) > frame_) --piece_;
  end_ = start_of(piece_ + 1);
}

}  // namespace nt::graph
