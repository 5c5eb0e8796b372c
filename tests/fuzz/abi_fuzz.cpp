// Bytes as a sequence of calls on processors and a graph: any order, any arguments, forged states. Nothing may crash,
// and finite input gives finite output as long as no forged state was loaded.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "any_processor.hpp"
#include "input.hpp"
#include "ntdsp/graph.h"

namespace {

using namespace nt::fuzz;

constexpr size_t slots = 3;
constexpr uint32_t frames_most = 2048;

struct Format {
  double rate = 0;
  uint32_t channels = 0, max_frames = 0;
  uint32_t outputs = 0;  // known once it is activated
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
    targets.assign(std::max(f.outputs, channels), std::vector<double>(frames));
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
    }
    outputs = f.outputs;
    for (uint32_t c = 0; c < targets.size(); ++c)
      target.push_back(shape % 5 == 0 && c < channels ? planes[c].data() : targets[c].data());
    return !source.empty();
  }
  void check(nt_status status, bool trusted) const {
    if (status != NT_OK || !finite || !trusted) return;
    for (size_t c = 0; c < outputs; ++c)
      for (uint32_t i = 0; i < frames; ++i)
        if (!std::isfinite(target[c][i])) broken("finite input, output that is not");
  }
  std::vector<std::vector<double>> planes, targets;
  std::vector<const double*> source;
  std::vector<double*> target;
  uint32_t frames = 0, outputs = 0;
  bool finite = true;
};

/// To the end of the graph, for all its channels or for some.
nt_status append(nt_graph* graph, nt_processor* p, size_t way, Bytes& in) {
  if (way % 2 == 0) return nt_graph_append(graph, p);
  std::vector<uint32_t> channels(way / 2 % 8);
  for (uint32_t& c : channels) c = in.whole(0, 7);
  return nt_graph_append_on(graph, p, way == 85 ? nullptr : channels.data(), static_cast<uint32_t>(channels.size()));
}

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
    const uint8_t which = in.byte();
    const size_t k = which % slots;
    nt_processor*& p = held[k];
    nt_processor_info info;
    switch (op % 20) {
      case 0:
        nt_processor_destroy(p);
        p = any_processor(in);
        formats[k] = {};
        trusted[k] = true;
        break;
      case 1:
        if (++activations > 12) break;
        // A refused format leaves the one before in force, or the processor inactive.
        if (const Format f = format(in); known(nt_processor_activate(p, f.rate, f.channels, f.max_frames)) == NT_OK) {
          formats[k] = f;
          trusted[k] = true;
          if (known(nt_processor_output_channels(p, f.channels, &formats[k].outputs)) != NT_OK)
            broken("it is active and has no outputs");
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
        if (known(append(graph, p, which / slots, in)) == NT_OK) {
          graph_trusted = graph_trusted && trusted[k];
          p = nullptr;
        }
        break;
      case 14:
        if (++activations > 12) break;
        if (const Format f = format(in); known(nt_graph_activate(graph, f.rate, f.channels, f.max_frames)) == NT_OK) {
          graph_format = f;
          if (known(nt_graph_output_channels(graph, &graph_format.outputs)) != NT_OK ||
              graph_format.outputs > NT_MAX_CHANNELS)
            broken("the graph is active and its outputs are not known");
        }
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
