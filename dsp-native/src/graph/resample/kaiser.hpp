#pragma once
// The windowed sinc of Kaiser (1974), as a function of continuous time.

namespace nt::graph {

class KaiserSinc {
 public:
  /// cutoff: middle of the transition in cycles per unit of time; reach: half the length; db: attenuation by Kaiser's
  /// formula for beta (above 50 dB).
  KaiserSinc(double cutoff, double reach, double db);
  [[nodiscard]] double operator()(double t) const;
  [[nodiscard]] double reach() const { return reach_; }

  /// Half the length for a transition of width cycles per unit of time.
  static double reach_for(double db, double width) { return (db - 7.95) / (14.36 * width) / 2; }
  /// The attenuation that a length gives.
  static double db_for(double reach, double width) { return 7.95 + 14.36 * width * 2 * reach; }

 private:
  double cutoff_, reach_, beta_, top_;
};

}  // namespace nt::graph
