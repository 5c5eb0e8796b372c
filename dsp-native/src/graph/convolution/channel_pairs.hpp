#pragma once
// Channels that go through the transforms of renders two by two.

#include <vector>

#include "graph/convolution/block_queue.hpp"
#include "graph/convolution/pair_convolver.hpp"

namespace nt::graph {

/// A queue of blocks and a convolver for every two channels. The last of an odd number shares its transform with
/// silence.
class ChannelPairs {
 public:
  /// Takes the memory but for the convolvers: add one for channels 0 and 1, then for 2 and 3 ...
  void activate(uint32_t channels, size_t block) {
    channels_ = channels;
    queue_.activate(channels, block);
    silence_.assign(block, 0);
    spare_.assign(block, 0);
    pairs_.clear();
  }
  void add(const PairImpulse& impulse) { pairs_.emplace_back(impulse); }

  [[nodiscard]] BlockQueue& queue() noexcept { return queue_; }
  [[nodiscard]] size_t block() const noexcept { return queue_.block(); }

  /// The queue's block of channels first and first + 1, from in to out. Real-time safe.
  void convolve(uint32_t first) noexcept {
    const bool alone = first + 1 == channels_;
    pairs_[first / 2].process(queue_.in(first), alone ? silence_.data() : queue_.in(first + 1), queue_.out(first),
                              alone ? spare_.data() : queue_.out(first + 1));
  }
  /// Two signals of a block in place by the convolver of channels first and first + 1. Real-time safe.
  void convolve(uint32_t first, double* a, double* b) noexcept { pairs_[first / 2].process(a, b, a, b); }

  void reset() noexcept {
    queue_.reset();
    for (auto& pair : pairs_) pair.reset();
  }
  void save(StateWriter& writer) const {
    queue_.save(writer);
    for (const auto& pair : pairs_) pair.save(writer);
  }
  void load(StateReader& reader) {
    queue_.load(reader);
    for (auto& pair : pairs_) pair.load(reader);
  }

 private:
  uint32_t channels_ = 0;
  BlockQueue queue_;
  std::vector<PairConvolver> pairs_;
  AlignedVector<double> silence_, spare_;
};

}  // namespace nt::graph
