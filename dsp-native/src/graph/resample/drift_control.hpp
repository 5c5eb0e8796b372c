#pragma once
// Keeps two clocks together: from when how much was written and read to the factor of the converter between them.

#include <cstdint>

#include "ntdsp/resample.h"

namespace nt::graph {

/// The frames written, as a function of time: a delay-locked loop of the second order over late and early time stamps
/// (Adriaensen, Using a DLL to filter time, 2005).
class WriteClock {
 public:
  explicit WriteClock(double rate) : nominal_(rate), rate_(rate) {}
  /// bandwidth in rad/s; errors count up to most frames.
  void add(double seconds, double frames, double bandwidth, double most);
  [[nodiscard]] double at(double seconds) const { return frames_ + rate_ * (seconds - seconds_); }
  [[nodiscard]] bool has_begun() const { return begun_; }
  void reset();

 private:
  double nominal_, rate_;
  double seconds_ = 0, frames_ = 0;
  bool begun_ = false;
};

/// A proportional and integral controller of the fill, which two low passes go ahead of; its bandwidth narrows from the
/// start on.
class DriftControl {
 public:
  /// Throws nt::Error: an option is out of range.
  explicit DriftControl(const nt_drift_options& options);
  /// See nt_drift_control_update.
  double update(double read_seconds, double read_place, double write_seconds, uint64_t written);
  void reset();
  [[nodiscard]] nt_drift_state state() const;

 private:
  nt_drift_options options_;
  WriteClock clock_;
  uint64_t written_ = 0;
  double start_ = 0, last_ = 0;  // seconds
  bool begun_ = false;
  double once_ = 0, twice_ = 0;  // error of the fill in seconds, low-passed
  double integral_ = 0;          // of it, as a part of the factor
  double factor_ = 1;
  double calm_ = 0;  // seconds since the error was last large
};

}  // namespace nt::graph
