#pragma once
// Turns calls of any size into blocks of one size, on a grid that begins at frame 0.

#include <algorithm>
#include <span>

#include "rt/aligned.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// Frame f of the output is delivered with frame f + block of the input.
class BlockQueue {
 public:
  void activate(uint32_t channels, size_t block) {
    channels_ = channels;
    block_ = block;
    in_.assign(channels * block, 0);
    out_.assign(channels * block, 0);
    position_ = 0;
  }

  [[nodiscard]] size_t block() const { return block_; }
  [[nodiscard]] const double* in(uint32_t channel) const { return in_.data() + channel * block_; }
  [[nodiscard]] double* out(uint32_t channel) { return out_.data() + channel * block_; }

  /// Calls complete() each time in() holds a whole block; it fills out().
  template <class Complete>
  void process(const double* const* in, double* const* out, uint32_t frames, Complete complete) noexcept {
    for (size_t done = 0; done < frames;) {
      const size_t n = std::min<size_t>(frames - done, block_ - position_);
      for (uint32_t c = 0; c < channels_; ++c) {
        const size_t at = c * block_ + position_;
        std::copy_n(in[c] + done, n, in_.data() + at);
        std::copy_n(out_.data() + at, n, out[c] + done);
      }
      done += n;
      position_ += n;
      if (position_ == block_) {
        position_ = 0;
        complete();
      }
    }
  }

  void reset() noexcept {
    std::fill(in_.begin(), in_.end(), 0.0);
    std::fill(out_.begin(), out_.end(), 0.0);
    position_ = 0;
  }

  void save(StateWriter& writer) const {
    writer.put(static_cast<uint64_t>(position_));
    writer.put(std::span<const double>(in_));
    writer.put(std::span<const double>(out_));
  }

  void load(StateReader& reader) {
    uint64_t position = 0;
    reader.get_below(position, static_cast<uint64_t>(block_));
    position_ = position;
    reader.get(std::span<double>(in_));
    reader.get(std::span<double>(out_));
  }

 private:
  uint32_t channels_ = 0;
  size_t block_ = 1;
  size_t position_ = 0;
  AlignedVector<double> in_, out_;
};

}  // namespace nt::graph
