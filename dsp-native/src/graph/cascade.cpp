#include "graph/cascade.hpp"

#include <algorithm>

#include "rt/pack.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = 1024;

/// One channel pair: what is read, what is written.
struct Pair {
  const double* in[2];
  double* out[2];
};

struct Frame {
  double left = 0, right = 0;
};

/// One frame through one section.
void advance_pair(const Step& k, double* state, Frame& frame) {
  SectionState l{state[0], state[2]}, r{state[1], state[3]};
  frame.left = advance(k, l, frame.left);
  frame.right = advance(k, r, frame.right);
  state[0] = l.s1, state[1] = r.s1, state[2] = l.s2, state[3] = r.s2;
}

/// Two sections a register: (section 2v left, right, section 2v + 1 left, right).
struct Lanes {
  Pack4 b0, c1, c2, a1, a2, s1, s2, y;
  void read(const Step& first, const Step& second, const double* state) {
    const auto both = [](double a, double b) { return Pack4::of(a, a, b, b); };
    b0 = both(first.b0, second.b0), c1 = both(first.c1, second.c1), c2 = both(first.c2, second.c2);
    a1 = both(first.a1, second.a1), a2 = both(first.a2, second.a2);
    s1 = Pack4::of(state[0], state[1], state[4], state[5]);
    s2 = Pack4::of(state[2], state[3], state[6], state[7]);
  }
  void write(double* state) const {
    double first[4], second[4];
    s1.store(first);
    s2.store(second);
    state[0] = first[0], state[1] = first[1], state[4] = first[2], state[5] = first[3];
    state[2] = second[0], state[3] = second[1], state[6] = second[2], state[7] = second[3];
  }
  void advance(Pack4 x) {
    y = fma(b0, x, s1);
    const Pack4 next = fnma(a1, s1, fma(c1, x, s2));
    s2 = fnma(a2, s1, c2 * x);
    s1 = next;
  }
};

/// 2 Registers sections over one pair. Frame i leaves the last section at step i + sections - 1; the ragged beginning
/// and end are stepped one section at a time.
template <int Registers>
void run_group(const Step* steps, double* states, const Pair& io, uint32_t frames) {
  constexpr uint32_t sections = 2 * Registers, skew = sections - 1;
  // carried[j]: what section j gave last, the next frame's input of section j + 1.
  Frame carried[sections];
  const uint32_t lead = std::min(skew, frames);
  Frame line[skew];
  for (uint32_t i = 0; i < lead; ++i) line[i] = {io.in[0][i], io.in[1][i]};
  for (uint32_t j = 0; j < sections; ++j) {
    const uint32_t until = frames < sections ? frames : skew - j;
    for (uint32_t i = 0; i < until; ++i) advance_pair(steps[j], states + 4 * j, line[i]);
    if (until > 0) carried[j] = line[until - 1];
  }
  if (frames < sections) {
    for (uint32_t i = 0; i < frames; ++i) io.out[0][i] = line[i].left, io.out[1][i] = line[i].right;
    return;
  }

  Lanes lanes[Registers];
  for (int v = 0; v < Registers; ++v) {
    lanes[v].read(steps[2 * v], steps[2 * v + 1], states + 8 * v);
    const auto& a = carried[2 * v];
    const auto& b = carried[2 * v + 1];
    // The last section has given nothing yet.
    lanes[v].y = v + 1 < Registers ? Pack4::of(a.left, a.right, b.left, b.right) : Pack4::of(a.left, a.right, 0, 0);
  }
  const double *left = io.in[0] + skew, *right = io.in[1] + skew;
  double *left_out = io.out[0], *right_out = io.out[1];
  const uint32_t steady = frames - skew;
  for (uint32_t t = 0; t < steady; ++t) {
    Pack4 x[Registers];
    x[0] = pair_low(left[t], right[t], lanes[0].y);
    for (int v = 1; v < Registers; ++v) x[v] = high_low(lanes[v - 1].y, lanes[v].y);
    for (int v = 0; v < Registers; ++v) lanes[v].advance(x[v]);
    double pair[2];
    lanes[Registers - 1].y.store_high(pair);
    left_out[t] = pair[0];
    right_out[t] = pair[1];
  }
  for (int v = 0; v < Registers; ++v) {
    lanes[v].write(states + 8 * v);
    double y[4];
    lanes[v].y.store(y);
    carried[2 * v] = {y[0], y[1]};
    carried[2 * v + 1] = {y[2], y[3]};
  }
  // Section j still owes its last j frames; they begin with what section j - 1 gave last.
  uint32_t held = 0;
  for (uint32_t j = 1; j < sections; ++j) {
    // The oldest frame stands first: what was held went through the sections before and follows the new one.
    std::copy_backward(line, line + held, line + held + 1);
    line[0] = carried[j - 1];
    ++held;
    for (uint32_t i = 0; i < held; ++i) advance_pair(steps[j], states + 4 * j, line[i]);
  }
  for (uint32_t i = 0; i < held; ++i) left_out[steady + i] = line[i].left, right_out[steady + i] = line[i].right;
}

using Group = void (*)(const Step*, double*, const Pair&, uint32_t);
constexpr size_t most_registers = 5;

Group group_of(size_t registers) {
  static constexpr Group groups[most_registers] = {run_group<1>, run_group<2>, run_group<3>, run_group<4>,
                                                   run_group<5>};
  return groups[registers - 1];
}

}  // namespace

void Cascade::set(const std::vector<Section>& sections, uint32_t channels) {
  channels_ = channels;
  steps_.clear();
  for (const auto& s : sections) steps_.emplace_back(s);
  if (steps_.size() % 2 != 0) steps_.emplace_back(Section{});
  states_.assign((channels + 1) / 2 * steps_.size() * 2 * lane_pair, 0.0);
  unused_.assign(slice, 0.0);
}

void Cascade::process(const double* const* in, double* const* out, uint32_t frames) noexcept {
  for (uint32_t c = 0; c < channels_; c += 2) {
    const bool whole = c + 1 < channels_;
    for (uint32_t start = 0; start < frames; start += slice) {
      const uint32_t n = std::min(slice, frames - start);
      // The missing partner reads and writes zeros only.
      Pair io{{in[c] + start, whole ? in[c + 1] + start : unused_.data()},
              {out[c] + start, whole ? out[c + 1] + start : unused_.data()}};
      if (steps_.empty()) {
        for (int k = 0; k < (whole ? 2 : 1); ++k)
          if (io.in[k] != io.out[k]) std::copy_n(io.in[k], n, io.out[k]);
        continue;
      }
      double* state = states(c / 2);
      for (size_t j = 0; j < steps_.size();) {
        // As few passes as can be, of like sizes: a step's time is its longest dependency, which is the same for every
        // size.
        const size_t pairs = (steps_.size() - j) / 2;
        const size_t passes = (pairs + most_registers - 1) / most_registers;
        const size_t registers = (pairs + passes - 1) / passes;
        group_of(registers)(steps_.data() + j, state, io, n);
        const size_t group = 2 * registers;
        state += 4 * group;
        j += group;
        io.in[0] = io.out[0];
        io.in[1] = io.out[1];
      }
    }
  }
}

void Cascade::reset() noexcept { std::fill(states_.begin(), states_.end(), 0.0); }
void Cascade::inherit(const Cascade& old) noexcept {
  if (states_.size() == old.states_.size()) std::copy(old.states_.begin(), old.states_.end(), states_.begin());
}
void Cascade::save(StateWriter& writer) const { writer.put(states_); }
void Cascade::load(StateReader& reader) { reader.get(states_); }

}  // namespace nt::graph
