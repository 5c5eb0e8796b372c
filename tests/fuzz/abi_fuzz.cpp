// Bytes as a sequence of calls on processors and a graph: any order, any arguments, forged states. Nothing may crash,
// and finite input gives finite output as long as no forged state was loaded.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

#include "ntdsp/graph.h"

namespace {

/// Takes values off the input; zeros when it is used up.
class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool left() const { return at_ < size_; }
  uint8_t byte() { return at_ < size_ ? data_[at_++] : 0; }
  template <class T>
  T raw() {
    T value{};
    for (size_t i = 0; i < sizeof value; ++i) reinterpret_cast<uint8_t*>(&value)[i] = byte();
    return value;
  }
  /// Mostly within low..high, in 240 steps; sometimes at or beyond the borders, not a number, or anything.
  double number(double low, double high) {
    const uint8_t b = byte();
    if (b <= 240) return low + (high - low) * b / 240;
    switch (b) {
      case 241:
        return std::nextafter(low, -1e300);
      case 242:
        return std::nextafter(high, 1e300);
      case 243:
        return std::numeric_limits<double>::quiet_NaN();
      case 244:
        return std::numeric_limits<double>::infinity();
      case 245:
        return -std::numeric_limits<double>::infinity();
      case 246:
        return 0;
      case 247:
        return 5e-324;
      default:
        return raw<double>();
    }
  }
  uint32_t whole(uint32_t low, uint32_t high) {
    const uint8_t b = byte();
    return b < 250 ? low + b % (high - low + 1) : raw<uint32_t>();
  }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

[[noreturn]] void broken(const char* what) {
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

/// Every status is one that abi.h names.
nt_status known(nt_status status) {
  if (status < NT_NO_SPACE || status > NT_END) broken("a status outside of the enumeration");
  return status;
}

nt_compressor_params compressor(Bytes& in) {
  nt_compressor_params p{};
  p.threshold_db = in.number(-80, 0);
  p.ratio = in.number(1, 100);
  p.knee_db = in.number(0, 24);
  p.attack_ms = in.number(0.05, 500);
  p.release_ms = in.number(5, 5000);
  p.lookahead_ms = in.number(0, 20);
  p.makeup_db = in.number(-24, 24);
  p.rms_ms = in.number(1, 500);
  p.mix = in.number(0, 1);
  p.detector = static_cast<int32_t>(in.whole(0, 1));
  return p;
}

template <class Params>
nt_processor* create(int32_t kind, const Params& params) {
  nt_processor* p = nullptr;
  const nt_status status = known(nt_processor_create(kind, &params, sizeof params, &p));
  if ((status == NT_OK) != (p != nullptr)) broken("create answers and its pointer disagree");
  return p;
}

nt_processor* create_kind(Bytes& in) {
  const uint8_t kind = in.byte();
  switch (kind % 14) {
    case NT_GAIN:
      return create(NT_GAIN, nt_gain_params{in.number(-144, 48)});
    case NT_EQ: {
      nt_eq_params p{};
      p.band_count = in.whole(0, 8);
      for (uint32_t i = 0; i < std::min(p.band_count, NT_EQ_MAX_BANDS); ++i)
        p.bands[i] = {static_cast<int32_t>(in.whole(0, 7)), 0, in.number(5, 20000), in.number(0.05, 2),
                      in.number(-24, 24)};
      return create(NT_EQ, p);
    }
    case NT_FIR: {
      nt_fir_params p{};
      p.tap_count = in.whole(0, 240) * in.whole(1, 9);
      p.delay = in.whole(0, 240);
      p.layout = static_cast<int32_t>(in.whole(0, 1));
      std::vector<double> taps(std::min(p.tap_count, 4096u)), side(taps.size());
      for (double& v : taps) v = in.number(-1, 1);
      for (double& v : side) v = in.number(-1, 1);
      if (p.tap_count > 4096 && p.tap_count <= NT_FIR_MAX_TAPS) p.tap_count = 4096;
      p.taps = in.byte() == 255 ? nullptr : taps.data();
      p.side_taps = in.byte() % 2 == 0 ? nullptr : side.data();
      return create(NT_FIR, p);
    }
    case NT_WIDTH: {
      nt_width_params p{};
      p.band_count = in.byte() % 2 == 0 ? 1 : in.whole(4, 5);
      p.crossover_hz[0] = in.number(20, 500);
      p.crossover_hz[1] = in.number(500, 2000);
      p.crossover_hz[2] = in.number(2000, 9000);
      for (double& w : p.width) w = in.number(0, 2);
      return create(NT_WIDTH, p);
    }
    case NT_COMPRESSOR:
      return create(NT_COMPRESSOR, compressor(in));
    case NT_MULTIBAND: {
      nt_multiband_params p{};
      p.band_count = in.whole(2, 5);
      for (int i = 0; i < 4; ++i) p.crossover_hz[i] = in.number(50 * std::pow(4, i), 150 * std::pow(4, i));
      for (auto& band : p.bands) band = compressor(in);
      const bool alike = in.byte() % 4 != 0;
      for (auto& band : p.bands)
        if (alike) band.lookahead_ms = p.bands[0].lookahead_ms;
      return create(NT_MULTIBAND, p);
    }
    case NT_EXCITER:
      return create(NT_EXCITER, nt_exciter_params{in.number(0, 36), in.number(0, 1), in.number(500, 16000)});
    case NT_RIDER:
      return create(NT_RIDER, nt_rider_params{in.number(-60, 0), in.number(0, 1), in.number(0, 12), in.number(0.05, 20),
                                              in.number(-80, -20), in.number(0.4, 10)});
    case NT_REVERB: {
      nt_reverb_params p{};
      p.ir_channels = in.whole(1, 2);
      p.ir_frames = in.whole(1, 240) * in.whole(1, 30);
      std::vector<std::vector<double>> ir(std::min(p.ir_channels, 4u));
      std::vector<const double*> planes;
      if (p.ir_frames > 8192 && p.ir_frames <= NT_REVERB_MAX_FRAMES) p.ir_frames = 8192;
      for (auto& plane : ir) {
        plane.resize(std::min(p.ir_frames, 8192u));
        for (size_t i = 0; i < plane.size(); i += 1 + i / 8) plane[i] = in.number(-1, 1);
        planes.push_back(plane.data());
      }
      if (p.ir_channels > 4 && p.ir_channels <= NT_MAX_CHANNELS) p.ir_channels = 4;
      if (in.byte() == 255 && !planes.empty()) planes.back() = nullptr;
      p.ir = in.byte() == 255 ? nullptr : planes.data();
      p.mix = in.number(0, 1);
      p.pre_delay_ms = in.number(0, 500);
      return create(NT_REVERB, p);
    }
    case NT_LIMITER:
      return create(NT_LIMITER, nt_limiter_params{in.number(-40, 0), in.number(0.5, 20), in.number(5, 2000)});
    case NT_DITHER:
      return create(NT_DITHER,
                    nt_dither_params{in.raw<uint64_t>(), in.whole(8, 32), static_cast<int32_t>(in.whole(0, 2))});
    case NT_PITCH:
      return create(NT_PITCH, nt_pitch_params{in.number(-3, 3)});
    default: {
      // A size or kind that fits nothing. What holds pointers is left out: no library can check those.
      const int32_t any = in.raw<int32_t>();
      std::vector<uint8_t> bytes(in.byte());
      for (auto& b : bytes) b = in.byte();
      if (any == NT_FIR || any == NT_REVERB) return nullptr;
      nt_processor* p = nullptr;
      known(nt_processor_create(any, bytes.empty() ? nullptr : bytes.data(), bytes.size(), &p));
      return p;
    }
  }
}

constexpr size_t slots = 3;
constexpr uint32_t frames_most = 2048;

struct Format {
  double rate = 0;
  uint32_t channels = 0, max_frames = 0;
};

Format format(Bytes& in) {
  static constexpr double rates[] = {44100, 48000, 8000, 96000, 192000, 768000, 1000, 1600000};
  const uint8_t b = in.byte();
  Format f;
  f.rate = b < 240 ? rates[b % 8] : in.raw<double>();
  f.channels = in.whole(1, 6);
  f.max_frames = in.byte() % 2 == 0 ? frames_most : in.whole(1, 200);
  return f;
}

/// The buffers of one process call with what is in them.
class Block {
 public:
  bool fill(Bytes& in, const Format& f) {
    frames = in.byte() % 8 == 7 ? in.whole(0, 249) : std::min(f.max_frames, frames_most) / (1 + in.byte() % 4);
    if (frames > NT_MAX_BLOCK_FRAMES) frames = f.max_frames + 1;
    const uint32_t channels = std::min(f.channels, NT_MAX_CHANNELS);
    const uint8_t shape = in.byte();
    const double level = in.number(0, 1);
    finite = std::isfinite(level) && std::fabs(level) < 1e6;
    planes.assign(channels, std::vector<double>(frames));
    targets.assign(channels, std::vector<double>(frames));
    source.clear();
    target.clear();
    uint64_t state = shape;
    for (uint32_t c = 0; c < channels; ++c) {
      for (uint32_t i = 0; i < frames; ++i) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        const double noise = static_cast<double>(static_cast<int64_t>(state)) * 0x1p-63;
        planes[c][i] = level * (shape % 4 == 0   ? noise
                                : shape % 4 == 1 ? (i / 40 % 2 == 0 ? 1.0 : -1.0)
                                : shape % 4 == 2 ? 1.0
                                                 : i == 0);
      }
      source.push_back(planes[c].data());
      target.push_back(shape % 5 == 0 ? planes[c].data() : targets[c].data());
    }
    return !source.empty();
  }
  void check(nt_status status, bool trusted) const {
    if (status != NT_OK || !finite || !trusted) return;
    for (size_t c = 0; c < target.size(); ++c)
      for (uint32_t i = 0; i < frames; ++i)
        if (!std::isfinite(target[c][i])) broken("finite input, output that is not");
  }
  std::vector<std::vector<double>> planes, targets;
  std::vector<const double*> source;
  std::vector<double*> target;
  uint32_t frames = 0;
  bool finite = true;
};

/// The sum that ends a state, made right again after a change, so that a forged state gets past it.
void seal(std::vector<uint8_t>& state) {
  if (state.size() < 8) return;
  uint64_t hash = 0xcbf29ce484222325ull;
  for (size_t i = 0; i + 8 < state.size(); ++i) hash = (hash ^ state[i]) * 0x100000001b3ull;
  std::memcpy(state.data() + state.size() - 8, &hash, 8);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes in(data, size);
  nt_processor* held[slots] = {};
  Format formats[slots];
  bool trusted[slots] = {true, true, true};
  nt_graph* graph = nullptr;
  Format graph_format;
  bool graph_trusted = true;
  std::vector<uint8_t> state;
  int activations = 0, blocks = 0;
  known(nt_graph_create(&graph));

  for (int calls = 0; in.left() && calls < 200; ++calls) {
    const uint8_t op = in.byte();
    const size_t k = in.byte() % slots;
    nt_processor*& p = held[k];
    nt_processor_info info;
    switch (op % 20) {
      case 0:
        nt_processor_destroy(p);
        p = create_kind(in);
        formats[k] = {};
        trusted[k] = true;
        break;
      case 1:
        if (++activations > 12) break;
        // A refused format leaves the one before in force, or the processor inactive.
        if (const Format f = format(in); known(nt_processor_activate(p, f.rate, f.channels, f.max_frames)) == NT_OK) {
          formats[k] = f;
          trusted[k] = true;
        }
        break;
      case 2:
      case 3:
      case 4: {
        if (++blocks > 40) break;
        Block block;
        if (!block.fill(in, formats[k])) {
          known(nt_processor_process(p, nullptr, nullptr, in.whole(0, 3)));
          break;
        }
        block.check(known(nt_processor_process(p, block.source.data(), block.target.data(), block.frames)), trusted[k]);
        break;
      }
      case 5:
        known(nt_processor_reset(p));
        break;
      case 6:
        known(nt_processor_describe(p, in.byte() == 255 ? nullptr : &info));
        break;
      case 7:
      case 8: {
        size_t n = 0;
        if (known(nt_processor_save_state(p, nullptr, &n)) != NT_OK) break;
        state.assign(n, 0);
        if (in.byte() == 255) n /= 2;
        known(nt_processor_save_state(p, state.data(), &n));
        break;
      }
      case 9:
        known(nt_processor_load_state(p, state.data(), state.size()));
        // What was saved by a processor that had swallowed a forged state carries it on.
        trusted[k] = false;
        break;
      case 10: {
        auto forged = state;
        const uint8_t changes = in.byte() % 8;
        for (uint8_t i = 0; i < changes && !forged.empty(); ++i) forged[in.raw<uint16_t>() % forged.size()] = in.byte();
        if (in.byte() % 8 == 0) forged.resize(in.raw<uint16_t>() % 4096);
        if (in.byte() % 2 == 0) seal(forged);
        known(nt_processor_load_state(p, forged.data(), forged.size()));
        trusted[k] = false;
        break;
      }
      case 11: {
        float gains[64];
        uint32_t got = 0;
        const uint32_t capacity = in.byte() % 65;
        if (known(nt_processor_gain_history(p, in.byte() == 255 ? nullptr : gains, capacity, &got)) == NT_OK &&
            got > capacity)
          broken("more gains than asked for");
        break;
      }
      case 12:
        known(nt_processor_deactivate(p));
        break;
      case 13:
        if (known(nt_graph_append(graph, p)) == NT_OK) {
          graph_trusted = graph_trusted && trusted[k];
          p = nullptr;
        }
        break;
      case 14:
        if (++activations > 12) break;
        if (const Format f = format(in); known(nt_graph_activate(graph, f.rate, f.channels, f.max_frames)) == NT_OK)
          graph_format = f;
        break;
      case 15: {
        if (++blocks > 40) break;
        Block block;
        if (!block.fill(in, graph_format)) break;
        block.check(known(nt_graph_process(graph, block.source.data(), block.target.data(), block.frames)),
                    graph_trusted);
        break;
      }
      case 16: {
        size_t n = 0;
        if (known(nt_graph_save_state(graph, nullptr, &n)) != NT_OK) break;
        state.assign(n, 0);
        known(nt_graph_save_state(graph, state.data(), &n));
        break;
      }
      case 17: {
        auto forged = state;
        const uint8_t changes = in.byte() % 4;
        for (uint8_t i = 0; i < changes && !forged.empty(); ++i) forged[in.raw<uint16_t>() % forged.size()] = in.byte();
        known(nt_graph_load_state(graph, forged.data(), forged.size()));
        graph_trusted = false;
        break;
      }
      case 18: {
        known(nt_graph_reset(graph));
        known(nt_graph_describe(graph, &info));
        float gains[8];
        uint32_t got = 0;
        known(nt_graph_gain_history(graph, in.byte(), gains, 8, &got));
        break;
      }
      default: {
        nt_eq_params eq{};
        eq.band_count = in.whole(0, 3);
        for (uint32_t i = 0; i < std::min(eq.band_count, NT_EQ_MAX_BANDS); ++i)
          eq.bands[i] = {static_cast<int32_t>(in.whole(0, 7)), 0, in.number(5, 21600), in.number(0.05, 40),
                         in.number(-24, 24)};
        double f[4], db[4];
        for (double& v : f) v = in.number(0, 22050);
        if (known(nt_eq_response_db(&eq, in.number(44100, 96000), f, db, in.byte() % 5)) == NT_OK) break;
      }
    }
  }
  for (auto* p : held) nt_processor_destroy(p);
  nt_graph_destroy(graph);
  return 0;
}
