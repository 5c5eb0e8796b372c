#include <cmath>

#include "graph/resample/doubling.hpp"
#include "graph/resample/engine.hpp"

namespace nt::graph {
namespace {

/// A place between frames as whole frames and a fraction, advanced without rounding.
class RationalPlace {
 public:
  RationalPlace(uint64_t numerator, uint64_t denominator)
      : step_(numerator / denominator), rest_(numerator % denominator), denominator_(denominator) {}
  [[nodiscard]] size_t whole() const { return whole_; }
  [[nodiscard]] double fraction() const { return static_cast<double>(part_) / static_cast<double>(denominator_); }
  void advance() {
    whole_ += step_;
    part_ += rest_;
    if (part_ >= denominator_) {
      part_ -= denominator_;
      ++whole_;
    }
  }
  void move_back(size_t frames) { whole_ -= frames; }
  void reset() { whole_ = part_ = 0; }

 private:
  uint64_t step_, rest_, denominator_;
  uint64_t whole_ = 0, part_ = 0;
};

class InterpolatedEngine final : public ResampleEngine {
 public:
  InterpolatedEngine(Ratio ratio, const Doubling& doubling, const Preset& preset, uint32_t channels)
      : doubling_(doubling),
        stage_(doubling.shape, doubling.filter, channels),
        filter_(doubling.interpolation(preset.taps, {4, preset.segments})),
        between_(channels, 2 * stage_.out_step() + preset.taps),
        place_(ratio.down * doubling.ratio.up, ratio.up * doubling.ratio.down),
        first_(channels),
        per_block_(static_cast<size_t>(std::ceil(static_cast<double>(doubling.shape.step()) *
                                                 static_cast<double>(ratio.up) / static_cast<double>(ratio.down))) +
                   1) {
    reset();
  }

  void push(const double* const* in, size_t frames, FrameQueue& out) override {
    const auto channels = static_cast<uint32_t>(first_.size());
    for (size_t done = 0; done < frames;) {
      const size_t n = std::min(frames - done, doubling_.shape.step());
      for (uint32_t c = 0; c < channels; ++c) first_[c] = in[c] + done;
      stage_.push(first_.data(), n, between_);
      done += n;
      interpolate(out);
    }
  }

  void reset() override {
    stage_.reset();
    between_.clear();
    double* const* before = between_.grow(filter_.before());
    for (size_t c = 0; c < first_.size(); ++c) std::fill_n(before[c], filter_.before(), 0.0);
    place_.reset();
  }

  [[nodiscard]] EngineFacts facts() const override {
    const size_t half = filter_.taps() / 2 * doubling_.ratio.down / doubling_.ratio.up;
    return {doubling_.filter.pass, doubling_.filter.stop, stage_.delay(), stage_.latency() + half};
  }

 private:
  void interpolate(FrameQueue& out) {
    double* const* places = out.grow(per_block_);
    const size_t made = filter_.follow(place_, between_, places, 0, per_block_);
    out.drop_back(per_block_ - made);
    const size_t passed = std::min(place_.whole(), between_.size());
    between_.drop_front(passed);
    place_.move_back(passed);
  }

  Doubling doubling_;
  SpectralStage stage_;
  FractionalFilter filter_;
  FrameQueue between_;
  RationalPlace place_;  // counted from the queue's front
  std::vector<const double*> first_;
  size_t per_block_;
};

}  // namespace

std::unique_ptr<ResampleEngine> make_interpolated_engine(Ratio ratio, const Preset& p, uint32_t channels) {
  const double lower = ratio.lower();
  const LowPass filter{p.pass * lower, p.stop * lower, p.design_db, p.floor_db, p.minimum_phase};
  return std::make_unique<InterpolatedEngine>(ratio, Doubling::choose(lower, filter, p.least_transform), p, channels);
}

}  // namespace nt::graph
