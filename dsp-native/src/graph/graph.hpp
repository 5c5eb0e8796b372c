#pragma once
// Processors in order, as one.

#include <memory>
#include <span>
#include <vector>

#include "graph/instance.hpp"
#include "graph/route.hpp"
#include "graph/work_planes.hpp"
#include "rt/state.hpp"

namespace nt::graph {

/// Runs its processors one after another in slices small enough to stay in the first-level caches; the slices are not
/// audible, for no processor's samples depend on them.
class Graph {
 public:
  nt_status append(std::unique_ptr<nt_processor> processor);
  /// The processor gets these channels only.
  nt_status append_on(std::unique_ptr<nt_processor> processor, std::span<const uint32_t> channels);
  nt_status activate(double sample_rate, uint32_t channels, uint32_t max_frames);
  nt_status process(const double* const* in, double* const* out, uint32_t frames) noexcept;
  nt_status reset() noexcept;
  void describe(nt_processor_info& out) const noexcept;
  nt_status save_state(void* bytes, size_t* size) const;
  nt_status load_state(const void* bytes, size_t size);
  /// Each processor takes over from the one in its place in old what it knows of the signal; nothing happens where the
  /// two graphs are not of the same processors on the same channels. Right after activate or reset; real-time safe.
  void inherit(const Graph& old) noexcept;
  nt_status gain_history(uint32_t index, float* gain_db, uint32_t capacity, uint32_t* got) noexcept;
  [[nodiscard]] size_t size() const noexcept { return stages_.size(); }
  [[nodiscard]] bool active() const noexcept { return active_; }
  [[nodiscard]] uint32_t output_channels() const noexcept { return outputs_; }

 private:
  struct Stage {
    std::unique_ptr<nt_processor> processor;
    std::vector<uint32_t> channels;       // empty: all
    std::unique_ptr<nt_processor> aside;  // delays the other channels; null where there is nothing to delay
    Route route;
  };

  nt_status add(Stage stage);
  nt_status lead(Stage& stage, uint32_t index, PlanePool& pool, std::vector<uint32_t>& planes, double sample_rate,
                 uint32_t max_frames);
  void process_in_place(const double* const* in, double* const* out, uint32_t frames) noexcept;
  void process_routed(const double* const* in, double* const* out, uint32_t frames) noexcept;
  template <class Each>
  nt_status each_piece(Each&& each) const;
  nt_status load_pieces(StateReader reader, size_t size);

  std::vector<Stage> stages_;
  bool active_ = false;
  bool routed_ = false;  // some processor works on some channels only, or changes their number
  double sample_rate_ = 0;
  uint32_t channels_ = 0;
  uint32_t outputs_ = 0;
  uint32_t max_frames_ = 0;
  std::vector<uint32_t> last_planes_;  // where the outputs stand after the last stage
  WorkPlanes planes_;
};

}  // namespace nt::graph
