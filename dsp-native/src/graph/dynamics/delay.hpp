#pragma once
// A whole-frame delay of several channels.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "rt/aligned.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// Ring of length + room frames a channel, so that up to room frames pass at once. Feed every channel with the same
/// frames, then advance.
class Delay {
 public:
  /// Takes the memory. length: frames of delay, 0 allowed; room: the most frames of one pass.
  void resize(uint32_t channels, uint32_t length, uint32_t room) {
    channels_ = channels;
    length_ = length;
    capacity_ = length + room;
    ring_.assign(static_cast<size_t>(channels) * capacity_, 0.0);
    at_ = 0;
  }

  void reset() noexcept {
    std::fill(ring_.begin(), ring_.end(), 0.0);
    at_ = 0;
  }

  [[nodiscard]] uint32_t length() const noexcept { return length_; }

  /// out[i] = what came in length() frames before in[i]. in and out may be the same.
  void pass(uint32_t channel, const double* in, double* out, uint32_t frames) noexcept {
    double* ring = ring_.data() + static_cast<size_t>(channel) * capacity_;
    const uint32_t before_wrap = std::min(frames, capacity_ - at_);
    std::memcpy(ring + at_, in, before_wrap * sizeof(double));
    std::memcpy(ring, in + before_wrap, (frames - before_wrap) * sizeof(double));
    const uint32_t from = at_ >= length_ ? at_ - length_ : at_ + capacity_ - length_;
    const uint32_t first = std::min(frames, capacity_ - from);
    std::memcpy(out, ring + from, first * sizeof(double));
    std::memcpy(out + first, ring, (frames - first) * sizeof(double));
  }

  void advance(uint32_t frames) noexcept {
    at_ += frames;
    if (at_ >= capacity_) at_ -= capacity_;
  }

  /// Begins with the newest frames of another one with as many channels, as far back as both know.
  void inherit(const Delay& old) noexcept {
    if (channels_ != old.channels_) return;
    at_ = length_ == capacity_ ? 0 : length_;
    const uint32_t known = std::min(length_, old.capacity_);
    for (uint32_t c = 0; c < channels_; ++c) {
      double* ring = ring_.data() + static_cast<size_t>(c) * capacity_;
      const double* from = old.ring_.data() + static_cast<size_t>(c) * old.capacity_;
      for (uint32_t ago = 1; ago <= known; ++ago)
        ring[length_ - ago] = from[old.at_ >= ago ? old.at_ - ago : old.at_ + old.capacity_ - ago];
    }
  }

  /// The frames still inside, oldest first: the same bytes however the stream was cut.
  void save(StateWriter& writer) const {
    const uint32_t from = at_ >= length_ ? at_ - length_ : at_ + capacity_ - length_;
    const uint32_t first = std::min(length_, capacity_ - from);
    for (uint32_t c = 0; c < channels_; ++c) {
      const double* ring = ring_.data() + static_cast<size_t>(c) * capacity_;
      writer.put(std::span<const double>(ring + from, first));
      writer.put(std::span<const double>(ring, length_ - first));
    }
  }
  void load(StateReader& reader) {
    for (uint32_t c = 0; c < channels_; ++c)
      reader.get(std::span<double>(ring_.data() + static_cast<size_t>(c) * capacity_, length_));
    at_ = length_;
    if (at_ == capacity_) at_ = 0;
  }

 private:
  AlignedVector<double> ring_;
  uint32_t channels_ = 0;
  uint32_t length_ = 0;
  uint32_t capacity_ = 1;
  uint32_t at_ = 0;  // where the next frame is written
};

}  // namespace nt::graph
