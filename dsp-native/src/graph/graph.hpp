#pragma once
// Processors in order, as one.

#include <memory>
#include <vector>

#include "graph/instance.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// Runs its processors one after another in slices small enough to stay in the first-level caches; the slices are not
/// audible, for no processor's samples depend on them.
class Graph {
 public:
  nt_status append(std::unique_ptr<nt_processor> processor);
  nt_status activate(double sample_rate, uint32_t channels, uint32_t max_frames);
  nt_status process(const double* const* in, double* const* out, uint32_t frames) noexcept;
  nt_status reset() noexcept;
  void describe(nt_processor_info& out) const noexcept;
  nt_status save_state(void* bytes, size_t* size) const;
  nt_status load_state(const void* bytes, size_t size);
  nt_status gain_history(uint32_t index, float* gain_db, uint32_t capacity, uint32_t* got) noexcept;
  [[nodiscard]] size_t size() const noexcept { return processors_.size(); }
  [[nodiscard]] bool active() const noexcept { return active_; }

 private:
  nt_status load_pieces(StateReader reader, size_t size);

  std::vector<std::unique_ptr<nt_processor>> processors_;
  bool active_ = false;
  double sample_rate_ = 0;
  uint32_t channels_ = 0;
  uint32_t max_frames_ = 0;
};

}  // namespace nt::graph
