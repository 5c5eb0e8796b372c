#pragma once
// What every processor is: the C++ face behind nt_processor.

#include <cstdint>
#include <memory>

#include "ntdsp/graph.h"
#include "ntdsp/processors.h"
#include "rt/state.hpp"

namespace nt::graph {

/// One processor. The ABI layer checks arguments, order of calls and finiteness before it calls in, so an
/// implementation may trust them: channels 1..NT_MAX_CHANNELS, frames 0..max_frames, every input value finite.
class Processor {
 public:
  virtual ~Processor() = default;
  Processor() = default;
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  /// Channels that leave when channels come in, also before activate. Throws nt::Error where it cannot work on that
  /// many.
  [[nodiscard]] virtual uint32_t output_channels(uint32_t channels) const { return channels; }
  /// Takes all memory and brings the state to its beginning. Throws nt::Error where the rate does not suit the
  /// parameters.
  virtual void activate(double sample_rate, uint32_t channels, uint32_t max_frames) = 0;
  /// Real-time safe; denormals are flushed to zero while it runs. in[c] == out[c] is allowed, for the same c. The
  /// result may not depend on how the stream is cut into calls.
  virtual void process(const double* const* in, double* const* out, uint32_t frames) noexcept = 0;
  /// To the state right after activate; real-time safe.
  virtual void reset() noexcept = 0;
  [[nodiscard]] virtual uint32_t latency() const noexcept { return 0; }
  [[nodiscard]] virtual uint64_t tail() const noexcept { return 0; }
  [[nodiscard]] virtual nt_cut cut() const noexcept { return NT_CUT_STATE; }
  /// Everything that decides later samples. Header, rate, channels and parameter digest are written by the ABI layer.
  virtual void save(StateWriter& writer) const = 0;
  virtual void load(StateReader& reader) = 0;
  /// Takes over what old, a processor of the same kind, rate and channels with other parameters, knows of the signal,
  /// as far as that means the same here: gains and levels rather than the states of filters, which in another filter
  /// are another sound. Real-time safe; right after activate or reset.
  virtual void inherit(const Processor& /*old*/) noexcept {}
  /// Version of what save writes; raise it with every change of its layout.
  [[nodiscard]] virtual uint32_t state_version() const noexcept { return 1; }
  /// Number of gains copied, or -1 where the kind has no gain history.
  virtual int64_t gain_history(float* /*gain_db*/, uint32_t /*capacity*/) noexcept { return -1; }
};

}  // namespace nt::graph
