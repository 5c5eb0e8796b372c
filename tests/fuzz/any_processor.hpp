#pragma once
// A processor of any kind with any parameters, drawn from a fuzzer's bytes.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "input.hpp"
#include "ntdsp/graph.h"
#include "ntdsp/processors.h"

namespace nt::fuzz {

template <class Params>
nt_processor* create(int32_t kind, const Params& params) {
  nt_processor* p = nullptr;
  const nt_status status = known(nt_processor_create(kind, &params, sizeof params, &p));
  if ((status == NT_OK) != (p != nullptr)) broken("create answers and its pointer disagree");
  return p;
}

inline nt_compressor_params compressor(Bytes& in) {
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

inline nt_multiband_params multiband(Bytes& in) {
  nt_multiband_params p{};
  p.band_count = in.whole(2, 5);
  for (int i = 0; i < 4; ++i) p.crossover_hz[i] = in.number(50 * std::pow(4, i), 150 * std::pow(4, i));
  for (auto& band : p.bands) band = compressor(in);
  const bool alike = in.byte() % 4 != 0;
  for (auto& band : p.bands)
    if (alike) band.lookahead_ms = p.bands[0].lookahead_ms;
  return p;
}

inline nt_eq_params eq(Bytes& in) {
  nt_eq_params p{};
  p.band_count = in.whole(0, 8);
  for (uint32_t i = 0; i < std::min(p.band_count, NT_EQ_MAX_BANDS); ++i)
    p.bands[i] = {static_cast<int32_t>(in.whole(0, 7)), 0, in.number(5, 20000), in.number(0.05, 2), in.number(-24, 24)};
  p.design = static_cast<int32_t>(in.whole(0, 2) % 3);
  return p;
}

inline nt_biquad_params biquad(Bytes& in) {
  nt_biquad_params p{};
  p.section_count = in.whole(0, 9);
  p.sample_rate = in.byte() % 4 == 0 ? 48000 : 0;
  for (uint32_t i = 0; i < std::min(p.section_count, NT_BIQUAD_MAX_SECTIONS); ++i)
    p.sections[i] = {in.number(-2, 2), in.number(-2, 2), in.number(-2, 2), in.number(-2, 2), in.number(-1, 1)};
  return p;
}

/// 0, any partitioning, or a number that is none.
inline uint32_t block_of(Bytes& in) {
  const uint8_t b = in.byte();
  return b % 2 == 0 ? 0 : b < 240 ? 32u << (b / 2 % 8) : in.whole(0, 5000);
}

inline nt_processor* create_fir(Bytes& in) {
  nt_fir_params p{};
  p.tap_count = in.whole(0, 240) * in.whole(1, 9);
  p.delay = in.whole(0, 240);
  p.layout = static_cast<int32_t>(in.whole(0, 2));
  p.channel_count = p.layout == NT_FIR_CHANNELS ? in.whole(0, 6) : 0;
  if (p.tap_count > 4096 && p.tap_count <= NT_FIR_MAX_TAPS) p.tap_count = 4096;
  const uint32_t runs = std::clamp(p.channel_count, 1u, NT_MAX_CHANNELS);
  std::vector<double> taps(size_t{std::min(p.tap_count, 4096u)} * runs), side(std::min(p.tap_count, 4096u));
  for (double& v : taps) v = in.left() ? in.number(-1, 1) : 0.25;
  for (double& v : side) v = in.left() ? in.number(-1, 1) : 0.25;
  p.taps = in.byte() == 255 ? nullptr : taps.data();
  p.side_taps = in.byte() % 2 == 0 ? nullptr : side.data();
  p.block = block_of(in);
  return create(NT_FIR, p);
}

inline nt_processor* create_reverb(Bytes& in) {
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
  p.block = block_of(in);
  return create(NT_REVERB, p);
}

inline nt_processor* create_matrix(Bytes& in) {
  nt_matrix_params p{};
  p.route_count = in.whole(0, 9);
  p.output_count = in.whole(1, 8);
  p.unit = static_cast<int32_t>(in.whole(0, 1));
  std::vector<nt_matrix_route> routes(std::min(p.route_count, NT_MATRIX_MAX_ROUTES));
  for (auto& r : routes)
    r = {in.whole(0, 5), in.whole(0, 7), in.number(-16, 16), static_cast<int32_t>(in.whole(0, 1)), 0};
  p.routes = in.byte() == 255 ? nullptr : routes.data();
  return create(NT_MATRIX, p);
}

inline nt_processor* create_crossover(Bytes& in) {
  nt_crossover_params p{};
  p.frequency_count = in.whole(1, 4);
  p.order = 2u << in.whole(0, 3) % 8;
  for (uint32_t i = 0; i < NT_CROSSOVER_MAX_FREQUENCIES; ++i)
    p.f_hz[i] = in.number(20 * std::pow(3, i), 50 * std::pow(3, i));
  return create(NT_CROSSOVER, p);
}

inline nt_processor* create_width(Bytes& in) {
  nt_width_params p{};
  p.band_count = in.byte() % 2 == 0 ? 1 : in.whole(4, 5);
  p.crossover_hz[0] = in.number(20, 500);
  p.crossover_hz[1] = in.number(500, 2000);
  p.crossover_hz[2] = in.number(2000, 9000);
  for (double& w : p.width) w = in.number(0, 2);
  return create(NT_WIDTH, p);
}

inline nt_processor* create_delay(Bytes& in) {
  nt_delay_params p{};
  p.unit = static_cast<int32_t>(in.whole(0, 1));
  // Long ones take memory by the gigabyte at the highest rates; that they are refused or served is the same code.
  p.delay = in.number(0, p.unit == NT_DELAY_MS ? 100 : 5000);
  if (p.delay > 20000 && p.delay <= NT_DELAY_MAX_FRAMES) p.delay = 20000;
  if (p.unit == NT_DELAY_MS && p.delay > 200 && p.delay <= 5000) p.delay = 200;
  p.whole_frames = static_cast<int32_t>(in.whole(0, 1));
  return create(NT_DELAY, p);
}

inline nt_processor* create_de_esser(Bytes& in) {
  nt_de_esser_params p{};
  p.f_hz = in.number(1000, 16000);
  p.threshold_db = in.number(-80, 0);
  p.ratio = in.number(1, 100);
  p.knee_db = in.number(0, 24);
  p.range_db = in.number(0, 48);
  p.attack_ms = in.number(0.05, 100);
  p.release_ms = in.number(5, 1000);
  p.lookahead_ms = in.number(0, 20);
  p.wide = static_cast<int32_t>(in.whole(0, 1));
  return create(NT_DE_ESSER, p);
}

/// A size or kind that fits nothing. What holds pointers is left out: no library can check those.
inline nt_processor* create_anything(Bytes& in) {
  const int32_t kind = in.raw<int32_t>();
  std::vector<uint8_t> bytes(in.byte());
  for (auto& b : bytes) b = in.byte();
  if (kind == NT_FIR || kind == NT_REVERB || kind == NT_MATRIX) return nullptr;
  nt_processor* p = nullptr;
  known(nt_processor_create(kind, bytes.empty() ? nullptr : bytes.data(), bytes.size(), &p));
  return p;
}

/// Null where the parameters were refused.
inline nt_processor* any_processor(Bytes& in) {
  // The highest kind of those in sequence, and one place for what stands apart: what no kind has is anything.
  constexpr int32_t apart = NT_EQUAL_LOUDNESS + 1, places = apart + 2;
  switch (const int32_t kind = in.byte() % places; kind == apart ? NT_BIQUAD : kind) {
    case NT_GAIN:
      return create(NT_GAIN, nt_gain_params{in.number(-144, 48)});
    case NT_EQ:
      return create(NT_EQ, eq(in));
    case NT_FIR:
      return create_fir(in);
    case NT_WIDTH:
      return create_width(in);
    case NT_COMPRESSOR:
      return create(NT_COMPRESSOR, compressor(in));
    case NT_MULTIBAND:
      return create(NT_MULTIBAND, multiband(in));
    case NT_EXCITER:
      return create(NT_EXCITER, nt_exciter_params{in.number(0, 36), in.number(0, 1), in.number(500, 16000)});
    case NT_RIDER:
      return create(NT_RIDER, nt_rider_params{in.number(-60, 0), in.number(0, 1), in.number(0, 12), in.number(0.05, 20),
                                              in.number(-80, -20), in.number(0.4, 10)});
    case NT_REVERB:
      return create_reverb(in);
    case NT_LIMITER:
      return create(NT_LIMITER, nt_limiter_params{in.number(-40, 0), in.number(0.5, 20), in.number(5, 2000)});
    case NT_DITHER:
      return create(NT_DITHER,
                    nt_dither_params{in.raw<uint64_t>(), in.whole(8, 32), static_cast<int32_t>(in.whole(0, 2))});
    case NT_PITCH:
      return create(NT_PITCH, nt_pitch_params{in.number(-3, 3)});
    case NT_CROSSOVER:
      return create_crossover(in);
    case NT_MATRIX:
      return create_matrix(in);
    case NT_POLARITY:
      return create(NT_POLARITY, nt_polarity_params{static_cast<int32_t>(in.whole(0, 1)), 0});
    case NT_DELAY:
      return create_delay(in);
    case NT_MID_SIDE:
      return create(NT_MID_SIDE, nt_mid_side_params{static_cast<int32_t>(in.whole(0, 1)), 0});
    case NT_DC_BLOCK:
      return create(NT_DC_BLOCK, nt_dc_block_params{in.number(0.5, 100)});
    case NT_GATE:
      return create(NT_GATE,
                    nt_gate_params{in.number(-120, 0), in.number(0, 24), in.number(0, 144), in.number(0.05, 500),
                                   in.number(0, 5000), in.number(1, 5000), in.number(0, 20)});
    case NT_DE_ESSER:
      return create_de_esser(in);
    case NT_CROSSFEED:
      return create(NT_CROSSFEED, nt_crossfeed_params{in.number(300, 2000), in.number(1, 15)});
    case NT_EQUAL_LOUDNESS:
      return create(NT_EQUAL_LOUDNESS, nt_equal_loudness_params{in.number(40, 90), in.number(-70, 0), in.number(0, 1)});
    case NT_BIQUAD:
      return create(NT_BIQUAD, biquad(in));
    default:
      return create_anything(in);
  }
}

}  // namespace nt::fuzz
