#include "graph/dynamics/split_stage.hpp"

#include <algorithm>

#include "rt/pack.hpp"

namespace nt::graph {
namespace {

struct Lanes {
  Pack4 b0, c1, c2, a1, a2, s1, s2, y;

  void advance(Pack4 x) {
    y = fma(b0, x, s1);
    const Pack4 next = fnma(a1, s1, fma(c1, x, s2));
    s2 = fnma(a2, s1, c2 * x);
    s1 = next;
  }
};

/// The level of a section in its chain: how many frames it is behind the input.
constexpr int level_of(int section) { return section == 0 ? 0 : section - 1; }

}  // namespace

void SplitStage::set(const Crossover& crossover, const std::vector<Section>& above) {
  above_ = above.size();
  std::vector<Section> sections{crossover.all_pass, crossover.low, crossover.low};
  sections.insert(sections.end(), above.begin(), above.end());
  // What stands in an element without a section gives silence.
  sections.resize(2 * registers, Section{0, 0, 0, 0, 0});
  for (size_t j = 0; j < sections.size(); ++j) {
    const Step step(sections[j]);
    Four& four = steps_[j / 2];
    for (size_t e = 2 * (j % 2); e < 2 * (j % 2) + 2; ++e) {
      four.b0[e] = step.b0, four.c1[e] = step.c1, four.c2[e] = step.c2;
      four.a1[e] = step.a1, four.a2[e] = step.a2;
    }
  }
  reset();
}

void SplitStage::reset() noexcept {
  for (auto& s : s1_) std::fill_n(s, 4, 0.0);
  for (auto& s : s2_) std::fill_n(s, 4, 0.0);
}

void SplitStage::process(const double* const in[2], double* const low[2], double* const high[2],
                         uint32_t frames) noexcept {
  switch (above_) {
    case 0:
      return run<0>(in, low, high, frames);
    case 1:
      return run<1>(in, low, high, frames);
    case 2:
      return run<2>(in, low, high, frames);
    default:
      return run<3>(in, low, high, frames);
  }
}

template <int Above>
void SplitStage::run(const double* const in[2], double* const low[2], double* const high[2], uint32_t frames) noexcept {
  constexpr int used = Above < 2 ? 2 : 3;
  constexpr uint32_t behind = Above + 1;  // of the low band
  Lanes lanes[used];
  const Pack4 zero = Pack4::of(0, 0, 0, 0);
  for (int r = 0; r < used; ++r) {
    const Four& k = steps_[r];
    lanes[r] = {Pack4::load(k.b0), Pack4::load(k.c1),   Pack4::load(k.c2),   Pack4::load(k.a1),
                Pack4::load(k.a2), Pack4::load(s1_[r]), Pack4::load(s2_[r]), zero};
  }
  const double *left = in[0], *right = in[1];
  double *low_left = low[0], *low_right = low[1], *high_left = high[0], *high_right = high[1];

  // Step t takes frame t into the first sections, and gives frame t - 1 of the high band and t - behind of the low one.
  const auto advance = [&](double l, double r) {
    Pack4 x[used];
    x[0] = Pack4::of(l, r, l, r);
    for (int v = 1; v < used; ++v) x[v] = high_low(lanes[v - 1].y, lanes[v].y);
    const Pack4 all_pass = lanes[0].y;
    for (int v = 0; v < used; ++v) lanes[v].advance(x[v]);
    return all_pass - lanes[1].y;
  };
  const auto put_high = [&](Pack4 rest, uint32_t frame) {
    double pair[4];
    rest.store(pair);
    high_left[frame] = pair[0];
    high_right[frame] = pair[1];
  };
  const auto put_low = [&](uint32_t frame) {
    double pair[4];
    lanes[used - 1].y.store(pair);
    low_left[frame] = pair[Above % 2 == 0 ? 0 : 2];
    low_right[frame] = pair[Above % 2 == 0 ? 1 : 3];
  };
  // At the ends, a section whose frame is not one of these stands still.
  const auto advance_some = [&](uint32_t t) {
    double kept1[used][4], kept2[used][4];
    for (int v = 0; v < used; ++v) lanes[v].s1.store(kept1[v]), lanes[v].s2.store(kept2[v]);
    const bool inside = t < frames;
    const Pack4 rest = advance(inside ? left[t] : 0.0, inside ? right[t] : 0.0);
    for (int v = 0; v < used; ++v) {
      double now1[4], now2[4];
      lanes[v].s1.store(now1), lanes[v].s2.store(now2);
      for (int e = 0; e < 4; ++e) {
        const auto level = static_cast<uint32_t>(level_of(2 * v + e / 2));
        const bool moves = t >= level && t - level < frames;
        now1[e] = moves ? now1[e] : kept1[v][e];
        now2[e] = moves ? now2[e] : kept2[v][e];
      }
      lanes[v].s1 = Pack4::load(now1), lanes[v].s2 = Pack4::load(now2);
    }
    if (t >= 1 && t - 1 < frames) put_high(rest, t - 1);
    if (t >= behind && t - behind < frames) put_low(t - behind);
  };

  uint32_t t = 0;
  for (; t < behind; ++t) advance_some(t);
  for (; t < frames; ++t) {
    put_high(advance(left[t], right[t]), t - 1);
    put_low(t - behind);
  }
  for (t = std::max(frames, behind); t < frames + behind; ++t) advance_some(t);
  for (int r = 0; r < used; ++r) {
    lanes[r].s1.store(s1_[r]);
    lanes[r].s2.store(s2_[r]);
  }
}

void SplitStage::inherit(const SplitStage& old) noexcept {
  for (size_t r = 0; r < registers; ++r) {
    std::copy_n(old.s1_[r], 4, s1_[r]);
    std::copy_n(old.s2_[r], 4, s2_[r]);
  }
}

void SplitStage::save(StateWriter& writer) const {
  for (size_t r = 0; r < registers; ++r) {
    writer.put(std::span<const double>(s1_[r]));
    writer.put(std::span<const double>(s2_[r]));
  }
}

void SplitStage::load(StateReader& reader) {
  for (size_t r = 0; r < registers; ++r) {
    reader.get(std::span<double>(s1_[r]));
    reader.get(std::span<double>(s2_[r]));
  }
}

}  // namespace nt::graph
