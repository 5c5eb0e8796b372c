#pragma once
// A compressor of which detector, curve and ballistics run on a grid of every few frames.

#include <cstdint>

#include "graph/dynamics/delay.hpp"
#include "graph/dynamics/gain_computer.hpp"
#include "graph/dynamics/mean_square_grid.hpp"

namespace nt::graph {

/// CompressorCore for detectors and attacks that are slow against the grid: the gain is computed at the end of every
/// cell and reached, in a straight line, at the end of the next. It is late by a cell, which is at most a thirty-second
/// of the shortest time that the parameters ask for.
class GridCompressor {
 public:
  static constexpr uint32_t slice = GainComputer::slice;
  static constexpr uint32_t most_cells = slice / 8 + 1;

  /// Frames of a cell that suits all of these parameters; 1: none does, for a detector of peaks, or a short attack or
  /// window, needs every frame.
  static uint32_t stride_for(const nt_compressor_params* params, uint32_t count, double sample_rate) noexcept;

  void activate(const nt_compressor_params& params, double sample_rate, uint32_t channels, uint32_t stride);
  void reset() noexcept;
  [[nodiscard]] uint32_t latency() const noexcept { return delay_.length(); }

  /// Frames of the running cell that have come.
  [[nodiscard]] uint32_t phase() const noexcept { return detector_.phase(); }

  /// First half: listens to a slice, in[channel][frames]; asked_db[k] is what the static curve asks for at the end of
  /// the k-th cell that the slice completes, for GainComputer::follow. Returns their number. Real-time safe.
  uint32_t listen(const double* const* in, uint32_t frames, double* asked_db) noexcept;
  [[nodiscard]] GainComputer& computer() noexcept { return computer_; }
  [[nodiscard]] const GainComputer& computer() const noexcept { return computer_; }
  /// Second half, with what follow has made of them: adds the compressed slice to out, or begins out with it. in is
  /// overwritten where there is look-ahead. Real-time safe.
  void apply(double* const* in, double* const* out, uint32_t frames, const double* reduction_db, uint32_t cells,
             bool begin) noexcept;

  /// Goes on from the gain and the sound of another one, or from a gain alone. Real-time safe.
  void inherit(const GridCompressor& old) noexcept;
  void inherit(const GainComputer& old) noexcept;
  void save(StateWriter& writer) const;
  void load(StateReader& reader);

 private:
  template <bool Begin, uint32_t Stride>
  void weigh(const double* in, double* out, uint32_t frames, uint32_t phase, const double* gain) const noexcept;
  [[nodiscard]] double gain_of(double reduction_db) const noexcept;

  uint32_t channels_ = 0;
  GainComputer computer_;
  MeanSquareGrid detector_;
  Delay delay_;
  double octaves_per_db_ = 0;
  double wet_ = 1;
  double dry_ = 0;
  uint32_t phase_ = 0;  // at the beginning of the slice
  double from_ = 1;     // gain at the beginning of the running cell
  double to_ = 1;       // and at its end
};

}  // namespace nt::graph
