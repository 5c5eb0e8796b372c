#pragma once
// A processor whose every frame depends on the frame that came in alone.

#include <algorithm>

#include "graph/processor.hpp"

namespace nt::graph {

class Stateless : public Processor {
 public:
  void activate(double, uint32_t channels, uint32_t) override { channels_ = channels; }
  void reset() noexcept final {}
  void save(StateWriter&) const final {}
  void load(StateReader&) final {}

 protected:
  [[nodiscard]] uint32_t channels() const noexcept { return channels_; }

 private:
  uint32_t channels_ = 0;
};

/// Channels from first on leave as they came.
inline void pass_channels(const double* const* in, double* const* out, uint32_t first, uint32_t channels,
                          uint32_t frames) noexcept {
  for (uint32_t c = first; c < channels; ++c)
    if (in[c] != out[c]) std::copy_n(in[c], frames, out[c]);
}

}  // namespace nt::graph
