// Bytes as impulses, routes and calls on a convolver: any order, swaps, forged states. Finite input gives finite output
// as long as no forged state was loaded.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "input.hpp"
#include "ntdsp/convolution.h"

namespace {

using namespace nt::fuzz;

constexpr uint32_t most_frames = 4096, most_planes = 4;

/// Impulses of some peaks, with what the ABI wants of them.
struct Impulses {
  explicit Impulses(Bytes& in) {
    const uint32_t count = in.whole(1, 4), length = in.whole(1, 240) * in.whole(1, 60);
    values.assign(std::min(count, most_planes), std::vector<double>(std::min(length, 16384u)));
    for (auto& plane : values) {
      for (size_t i = in.byte(); i < plane.size(); i += 1 + i / 4) plane[i] = in.number(-1, 1);
      planes.push_back(plane.data());
      for (const double v : plane) modest = modest && std::fabs(v) < 1e6;
    }
    if (in.byte() == 255) planes.back() = nullptr;
    // Counts that were cut for want of memory here are cut as well in what is said; absurd ones stay absurd.
    view.taps = in.byte() == 255 ? nullptr : planes.data();
    view.count = count > most_planes && count <= NT_CONVOLVER_MAX_IMPULSES ? most_planes : count;
    view.length = length > 16384 && length <= NT_CONVOLVER_MAX_TAPS ? 16384 : length;
  }
  std::vector<std::vector<double>> values;
  std::vector<const double*> planes;
  nt_convolver_impulses view{};
  bool modest = true;
};

template <class Sample>
struct Buffers {
  Buffers(uint32_t inputs, uint32_t outputs)
      : in(inputs, std::vector<Sample>(most_frames)), out(outputs, std::vector<Sample>(most_frames)) {
    for (auto& plane : in) from.push_back(plane.data());
    for (auto& plane : out) to.push_back(plane.data());
  }
  void fill(double level, uint8_t shape) {
    for (auto& plane : in)
      for (uint32_t i = 0; i < most_frames; ++i)
        plane[i] = static_cast<Sample>(level * (shape % 2 == 0 ? (i % 50 < 25 ? 1.0 : -1.0) : i % 256 == shape));
  }
  [[nodiscard]] bool finite(uint32_t frames) const {
    for (const auto& plane : out)
      for (uint32_t i = 0; i < frames; ++i)
        if (!std::isfinite(plane[i])) return false;
    return true;
  }
  std::vector<std::vector<Sample>> in, out;
  std::vector<const Sample*> from;
  std::vector<Sample*> to;
};

/// The sum that ends a state, made right again after a change.
void seal(std::vector<uint8_t>& state) {
  if (state.size() < 8) return;
  uint64_t hash = 0xcbf29ce484222325ull;
  for (size_t i = 0; i + 8 < state.size(); ++i) hash = (hash ^ state[i]) * 0x100000001b3ull;
  std::memcpy(state.data() + state.size() - 8, &hash, 8);
}

class Session {
 public:
  Session(nt_convolver* c, const nt_convolver_params& params, bool modest)
      : c_(c), wide_(params.inputs, params.outputs), narrow_(params.inputs, params.outputs), trusted_(modest) {}
  ~Session() { nt_convolver_destroy(c_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void call(Bytes& in) {
    switch (in.byte() % 8) {
      case 0:
        if (known(nt_convolver_reset(c_)) != NT_OK) broken("reset fails");
        break;
      case 1: {
        const Impulses next(in);
        if (known(nt_convolver_swap(c_, &next.view)) == NT_OK) trusted_ = trusted_ && next.modest;
        break;
      }
      case 2:
        save();
        break;
      case 3: {
        auto forged = state_;
        for (int i = in.byte() % 8; i > 0 && !forged.empty(); --i)
          forged[in.raw<uint16_t>() % forged.size()] = in.byte();
        if (in.byte() % 8 == 0) forged.resize(in.raw<uint16_t>() % 4096);
        if (in.byte() % 2 == 0) seal(forged);
        if (known(nt_convolver_load_state(c_, forged.data(), forged.size())) == NT_OK && forged != state_)
          trusted_ = false;
        break;
      }
      case 4:
        process(narrow_, nt_convolver_process_f32, in);
        break;
      default:
        process(wide_, nt_convolver_process, in);
    }
    nt_convolver_info info{};
    if (known(nt_convolver_describe(c_, &info)) != NT_OK) broken("describe fails");
  }

 private:
  void save() {
    size_t n = 0;
    if (known(nt_convolver_save_state(c_, nullptr, &n)) != NT_OK) return;
    // A state after a forged one carries it on.
    if (!trusted_) return;
    state_.assign(n, 0);
    if (known(nt_convolver_save_state(c_, state_.data(), &n)) != NT_OK) broken("a state of the size asked for fails");
  }

  template <class Buffers, class Process>
  void process(Buffers& b, Process* run, Bytes& in) {
    const double level = in.number(0, 1);
    b.fill(level, in.byte());
    const uint32_t frames = in.byte() % 2 == 0 ? std::min(32u * in.whole(1, 128), most_frames) : in.whole(0, 240);
    if (frames > most_frames) return;
    const nt_status status = known(run(c_, b.from.data(), b.to.data(), frames));
    if (!(std::fabs(level) < 1e6)) trusted_ = trusted_ && status != NT_OK;
    if (trusted_ && status == NT_OK && !b.finite(frames)) broken("finite input, output that is not");
  }

  nt_convolver* c_;
  Buffers<double> wide_;
  Buffers<float> narrow_;
  std::vector<uint8_t> state_;
  bool trusted_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes in(data, size);
  nt_convolver_params p{};
  p.sample_rate = in.number(8000, 192000);
  p.inputs = in.whole(1, 3);
  p.outputs = in.whole(1, 3);
  p.block = in.byte() % 8 == 7 ? in.whole(0, 240) : 32u << in.byte() % 8;
  p.calls = static_cast<int32_t>(in.whole(0, 2));
  p.mode = static_cast<int32_t>(in.whole(0, 1));
  p.precision = static_cast<int32_t>(in.whole(0, 1));
  p.background = in.byte() % 16 == 15 ? 1 : 0;
  p.fade_frames = in.whole(1, 240) * in.whole(1, 9);
  p.longest = in.byte() % 2 == 0 ? 0 : in.whole(0, 240) * 50;
  if (p.longest > 16384) p.longest = 16384;
  std::vector<nt_convolver_route> routes(std::min(in.whole(1, 6), 16u));
  for (auto& r : routes) r = {in.whole(0, 2), in.whole(0, 2), in.whole(0, 3)};
  p.routes = in.byte() == 255 ? nullptr : routes.data();
  p.route_count = static_cast<uint32_t>(routes.size());
  const Impulses first(in);
  nt_convolver* c = nullptr;
  if (known(nt_convolver_create(&p, &first.view, &c)) != NT_OK) return 0;
  if (p.inputs > NT_MAX_CHANNELS || p.outputs > NT_MAX_CHANNELS) broken("more planes than there may be");
  Session session(c, p, first.modest);
  for (int calls = 0; in.left() && calls < 24; ++calls) session.call(in);
  return 0;
}
