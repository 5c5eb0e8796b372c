#pragma once
// All that a view measures of one device's sound.

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/gated_energy.hpp"
#include "analysis/loudness.hpp"
#include "analysis/view/live_spectrum.hpp"
#include "analysis/view/step_meter.hpp"

namespace nt::analysis {

class LiveAnalysis {
 public:
  struct Shape {
    double sample_rate;
    uint32_t channels;
    uint32_t fft_size;
    uint32_t bands_per_octave;
  };
  explicit LiveAnalysis(const Shape& shape);

  /// Takes finite frames. each(column, rest): a column has ended, rest of the frames are behind it.
  template <class Each>
  void add(const double* const* in, uint32_t frames, Each&& each) noexcept {
    const double* at[NT_MAX_CHANNELS];
    for (uint32_t done = 0; done < frames;) {
      for (uint32_t c = 0; c < steps_.channels(); ++c) at[c] = in[c] + done;
      bool ended = false;
      const uint32_t count = steps_.add(at, frames - done, ended);
      if (loudness_) loudness_->add(at, count);
      spectrum_.add(at, count);
      done += count;
      if (!ended) continue;
      end_step();
      each(steps_.column(), frames - done);
    }
  }

  /// Another entry has begun: what is measured since then begins anew.
  void begin_entry() noexcept;

  /// channels, levels, loudness, correlation.
  void read(nt_view_meters& out) noexcept;
  [[nodiscard]] LiveSpectrum& spectrum() noexcept { return spectrum_; }

 private:
  void end_step() noexcept;

  StepMeter steps_;
  LiveSpectrum spectrum_;
  std::optional<Loudness> loudness_;  // none below the rates it is defined for
  GatedEnergy blocks_;
  double integrated_ = silence;
  uint64_t entry_steps_ = 0;
};

}  // namespace nt::analysis
