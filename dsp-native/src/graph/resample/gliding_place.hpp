#pragma once
// Where the next output frame lies among the input frames, while the step between them glides.

#include <cstddef>
#include <cstdint>

#include "graph/resample/ratio.hpp"

namespace nt::graph {

/// Whole frames and a fraction of 64 bits. Steps are added without rounding; the nominal step is itself rounded to
/// 2^-64 frames, which makes 2^-31 frames a day at 96 kHz.
class GlidingPlace {
 public:
  /// numerator / denominator: input frames to an output frame at factor 1, below 2^32.
  GlidingPlace(uint64_t numerator, uint64_t denominator);

  [[nodiscard]] uint64_t whole() const { return static_cast<uint64_t>(place_ >> 64); }
  [[nodiscard]] double fraction() const { return static_cast<double>(static_cast<uint64_t>(place_) >> 11) * 0x1p-53; }
  /// The step goes to factor times the nominal one, by equal amounts over frames advances; at once for 0. factor is
  /// taken as a multiple of 2^-60.
  void glide(double factor, uint32_t frames);
  void advance() {
    // The step of a glide counts from its first advance on.
    if (left_ != 0) step_ = --left_ == 0 ? target_ : step_ + change_;
    place_ += static_cast<Wide>(step_);
  }
  void move_back(uint64_t frames) { place_ -= static_cast<Wide>(frames) << 64; }
  void reset();

 private:
  using Wide = unsigned __int128;
  using Signed = __int128;
  [[nodiscard]] Signed step_for(double factor) const;

  Signed nominal_, step_, target_, change_ = 0;
  uint32_t left_ = 0;  // advances of the glide
  Wide place_ = 0;
};

}  // namespace nt::graph
