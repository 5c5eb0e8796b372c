#pragma once
// A partitioned convolution of a matrix of routes, block by block on a grid from frame 0 (Gardner 1995; partitions as
// in Wefers 2015). The samples are a function of the input, the impulses and the layout: neither the calls' sizes nor
// the thread that computes shows in them, unless a live stream goes on without a result that is late.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "graph/convolution/partitioned/background.hpp"
#include "graph/convolution/partitioned/deferred_level.hpp"
#include "graph/convolution/partitioned/direct_head.hpp"
#include "graph/convolution/partitioned/inline_level.hpp"
#include "graph/convolution/partitioned/layout.hpp"
#include "graph/convolution/partitioned/routes.hpp"

namespace nt::graph::partitioned {

template <class T>
class Engine {
 public:
  /// background: a thread computes what is deferred; without it the call that completes a part does.
  Engine(const Matrix& matrix, const Layout& layout, double sample_rate, bool background);

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] size_t taps() const { return taps_; }
  /// Frames until the block is complete: what process() takes at most. Without a direct head it takes no less either.
  [[nodiscard]] size_t room() const { return layout_.block - position_; }
  [[nodiscard]] bool at_block() const { return position_ == 0; }

  /// out[o] is written after all of in was read, so they may be the same planes. Real-time safe unless waits().
  void process(const T* const* in, T* const* out, size_t frames) noexcept;
  void reset() noexcept;
  /// Returns when nothing waits to be computed.
  void finish_deferred() noexcept;

  /// Whether a result that is not there is waited for (or computed by the caller), or left out and counted.
  void set_waits(bool waits) noexcept { waits_ = waits; }
  /// Frames that went without a result.
  [[nodiscard]] uint64_t late_frames() const noexcept { return late_frames_; }

 private:
  void make_room(DeferredLevel<T>& level) noexcept;
  void await(DeferredLevel<T>& level) noexcept;

  Layout layout_;
  size_t taps_;
  uint32_t inputs_, outputs_;
  bool waits_ = true;
  size_t position_ = 0;
  uint64_t late_frames_ = 0;
  std::optional<DirectHead<T>> head_;
  std::vector<InlineLevel<T>> inline_;
  std::vector<std::unique_ptr<DeferredLevel<T>>> deferred_;
  std::unique_ptr<Background> background_;  // last: it ends before what it works on
};

extern template class Engine<float>;
extern template class Engine<double>;

}  // namespace nt::graph::partitioned
