#include <algorithm>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "graph/cascade.hpp"
#include "graph/channels/linkwitz_riley.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"

namespace nt::graph {
namespace {

/// A tree from the lowest crossover up: each hands on what is above it, and its low band passes the all-passes of the
/// crossovers above too, so that all bands have turned alike.
class CrossoverBank final : public Processor {
 public:
  explicit CrossoverBank(const nt_crossover_params& params) : params_(params) {}

  [[nodiscard]] uint32_t output_channels(uint32_t channels) const override {
    return channels * (params_.frequency_count + 1);
  }

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    channels_ = channels;
    const uint32_t count = params_.frequency_count;
    low_.assign(count, {});
    high_.assign(count, {});
    std::vector<Section> above;
    tail_ = 0;
    std::vector<LinkwitzRiley> designs;
    for (uint32_t k = 0; k < count; ++k) {
      require_range(("f_hz[" + std::to_string(k) + "]").c_str(), params_.f_hz[k], 10, 0.45 * sample_rate);
      designs.push_back(design_linkwitz_riley(params_.f_hz[k], params_.order, sample_rate));
    }
    for (uint32_t k = count; k-- > 0;) {
      std::vector<Section> low = designs[k].low;
      low.insert(low.end(), above.begin(), above.end());
      low_[k].set(low, channels);
      high_[k].set(designs[k].high, channels);
      above.insert(above.end(), designs[k].all_pass.begin(), designs[k].all_pass.end());
    }
    for (uint32_t band = 0; band <= count; ++band) {
      std::vector<Section> way;
      for (uint32_t k = 0; k < std::min(band, count); ++k)
        way.insert(way.end(), designs[k].high.begin(), designs[k].high.end());
      if (band < count) way.insert(way.end(), designs[band].low.begin(), designs[band].low.end());
      for (uint32_t k = band + 1; k < count; ++k)
        way.insert(way.end(), designs[k].all_pass.begin(), designs[k].all_pass.end());
      tail_ = std::max(tail_, cascade_tail(way));
    }
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    // The rest above a crossover stands where the next band goes; it is made before the low band, which may overwrite
    // the input.
    const double* const* rest = in;
    for (size_t k = 0; k < low_.size(); ++k) {
      double* const* next = out + (k + 1) * channels_;
      high_[k].process(rest, next, frames);
      low_[k].process(rest, out + k * channels_, frames);
      rest = next;
    }
  }

  void reset() noexcept override {
    for (auto& cascade : low_) cascade.reset();
    for (auto& cascade : high_) cascade.reset();
  }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override {
    for (const auto& cascade : low_) cascade.save(writer);
    for (const auto& cascade : high_) cascade.save(writer);
  }
  void load(StateReader& reader) override {
    for (auto& cascade : low_) cascade.load(reader);
    for (auto& cascade : high_) cascade.load(reader);
  }

 private:
  nt_crossover_params params_;
  uint32_t channels_ = 0;
  std::vector<Cascade> low_, high_;  // one a crossover
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_crossover(const nt_crossover_params& params) {
  require_range("frequency_count", params.frequency_count, 1, NT_CROSSOVER_MAX_FREQUENCIES);
  if (params.order != 2 && params.order != 4 && params.order != 8)
    throw Error(NT_INVALID_ARGUMENT, "order = " + std::to_string(params.order) + " is none of 2, 4 and 8");
  for (uint32_t k = 0; k < params.frequency_count; ++k) {
    const std::string name = "f_hz[" + std::to_string(k) + "]";
    require_range(name.c_str(), params.f_hz[k], 10, 0.45 * NT_MAX_SAMPLE_RATE);
    if (k > 0 && !(params.f_hz[k] > params.f_hz[k - 1]))
      throw Error(NT_INVALID_ARGUMENT, name + " is not above the one before it");
  }
  return std::make_unique<CrossoverBank>(params);
}

}  // namespace nt::graph
