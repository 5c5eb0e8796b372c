#pragma once
// The object behind nt_processor: a Processor with the checks that every kind shares.

#include <memory>
#include <span>

#include "graph/processor.hpp"

namespace nt::graph {

class Instance {
 public:
  Instance(int32_t kind, std::unique_ptr<Processor> processor, uint64_t digest)
      : kind_(kind), digest_(digest), processor_(std::move(processor)) {}

  /// Throws nt::Error where the processor cannot work on that many channels.
  [[nodiscard]] uint32_t output_channels(uint32_t channels) const;
  nt_status activate(double sample_rate, uint32_t channels, uint32_t max_frames);
  nt_status process(const double* const* in, double* const* out, uint32_t frames) noexcept;
  nt_status reset() noexcept;
  void describe(nt_processor_info& out) const noexcept;
  nt_status save_state(void* bytes, size_t* size) const;
  nt_status load_state(const void* bytes, size_t size);
  /// Real-time safe; nothing happens where old is of another kind, rate or number of channels.
  void inherit(const Instance& old) noexcept;
  nt_status gain_history(float* gain_db, uint32_t capacity, uint32_t* got) noexcept;
  nt_status deactivate() noexcept;
  [[nodiscard]] bool active() const noexcept { return active_; }
  /// Without the checks of process: the graph has made them once for the whole chain.
  void process_trusted(const double* const* in, double* const* out, uint32_t frames) noexcept {
    processor_->process(in, out, frames);
  }

 private:
  void write(StateWriter& writer) const;

  int32_t kind_;
  uint64_t digest_;  // of the parameters, so that a state is not loaded into another setting
  std::unique_ptr<Processor> processor_;
  bool active_ = false;
  double sample_rate_ = 0;
  uint32_t channels_ = 0;
  uint32_t outputs_ = 0;
  uint32_t max_frames_ = 0;
};

/// True when every value is finite; checks exponents only, without branches in the loop.
bool all_finite(const double* const* planes, uint32_t channels, uint32_t frames) noexcept;

/// Answers null planes, block size and finiteness for process calls; NT_OK when the call may go on.
nt_status check_block(const double* const* in, uint32_t channels, double* const* out, uint32_t outputs, uint32_t frames,
                      uint32_t max_frames) noexcept;

/// NT_INVALID_ARGUMENT unless rate, channels and max_frames are within the bounds of abi.h.
nt_status check_format(double sample_rate, uint32_t channels, uint32_t max_frames);

/// FNV-1a over the bytes of the parameters and what they point to.
uint64_t digest_params(int32_t kind, const void* params, size_t size);

}  // namespace nt::graph
