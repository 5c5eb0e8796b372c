#include "graph/processor_cases.hpp"

#include <cmath>
#include <random>

namespace nt::test {
namespace {

nt_eq_params eight_bands() {
  nt_eq_params eq{};
  eq.band_count = 8;
  eq.bands[0] = {NT_EQ_HIGH_PASS, 0, 25, 0.7, 0};
  eq.bands[1] = {NT_EQ_LOW_SHELF, 0, 110, 0.7, 4};
  eq.bands[2] = {NT_EQ_PEAKING, 0, 240, 1.4, -3};
  eq.bands[3] = {NT_EQ_NOTCH, 0, 1000, 20, 0};
  eq.bands[4] = {NT_EQ_ALL_PASS, 0, 1500, 1, 0};
  eq.bands[5] = {NT_EQ_PEAKING, 0, 2500, 3, 5};
  eq.bands[6] = {NT_EQ_HIGH_SHELF, 0, 3000, 0.6, 3};
  eq.bands[7] = {NT_EQ_LOW_PASS, 0, 3800, 0.9, 0};
  return eq;
}

/// band_count peaking bands: every number of sections takes another way through the vector code.
nt_eq_params bands(uint32_t count) {
  nt_eq_params eq{};
  eq.band_count = count;
  for (uint32_t i = 0; i < count; ++i) eq.bands[i] = {NT_EQ_PEAKING, 0, 60.0 * (i + 1), 1.5, i % 2 == 0 ? 2.0 : -2.0};
  return eq;
}

nt_multiband_params multiband(uint32_t count) {
  nt_multiband_params m{};
  m.band_count = count;
  const double crossovers[] = {120, 700, 1900, 3300};
  for (uint32_t i = 0; i + 1 < count; ++i) m.crossover_hz[i] = crossovers[i];
  for (uint32_t i = 0; i < count; ++i)
    m.bands[i] = {-30.0 + i, 2.0 + i, 6, 5.0 + i, 60, 3, 1.0 * i, 10, 1, i % 2 == 0 ? NT_DETECT_RMS : NT_DETECT_PEAK,
                  0};
  return m;
}

/// Slow enough for gains on a grid of 8 frames.
nt_multiband_params slow_multiband() {
  nt_multiband_params m = multiband(5);
  for (auto& b : m.bands) b.detector = NT_DETECT_RMS, b.attack_ms = 40, b.rms_ms = 35, b.release_ms = 80;
  return m;
}

/// Decaying noise with a peak at one tap. The cases point to it for as long as the tests run.
std::vector<double> response(size_t taps, size_t peak, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<double> h(taps);
  for (size_t i = 0; i < taps; ++i)
    h[i] = 0.05 * (random() / 2147483648.0 - 1) * std::exp(-3.0 * static_cast<double>(i) / static_cast<double>(taps));
  h[peak] = 1;
  return h;
}

void add_convolutions(std::vector<ProcessorCase>& c) {
  static const auto mid = response(301, 150, 1), side = response(301, 150, 2), room = response(500, 0, 3);
  static const double* const rooms[] = {room.data()};
  c.push_back({"FirAll", making(NT_FIR, nt_fir_params{mid.data(), nullptr, 301, 150, NT_FIR_ALL, 0})});
  c.push_back({"FirMidSide", making(NT_FIR, nt_fir_params{mid.data(), side.data(), 301, 150, NT_FIR_MID_SIDE, 0})});
  c.push_back({"FirOneTap", making(NT_FIR, nt_fir_params{side.data() + 150, nullptr, 1, 0, NT_FIR_ALL, 0})});
  c.push_back({"FirLive", making(NT_FIR, nt_fir_params{mid.data(), side.data(), 301, 150, NT_FIR_MID_SIDE, 0, 32, 0})});
  c.push_back({"ReverbLive", making(NT_REVERB, nt_reverb_params{rooms, 1, 500, 0.4, 2, 64, 0})});
  c.push_back({"Reverb", making(NT_REVERB, nt_reverb_params{rooms, 1, 500, 0.4, 2})});
}

void add_channel_work(std::vector<ProcessorCase>& c) {
  static const nt_matrix_route fold[] = {{0, 0, 0.5, 0, 0}, {1, 0, -0.5, 1, 0}, {1, 2, 1, 0, 0}};
  static const nt_matrix_route spread[] = {{0, 0, -3, 0, 0}, {0, 3, -144, 1, 0}};
  c.push_back({.name = "MatrixFold",
               .create = making(NT_MATRIX, nt_matrix_params{fold, 3, 3, NT_GAIN_LINEAR, 0}),
               .least_channels = 2});
  c.push_back({"MatrixSpread", making(NT_MATRIX, nt_matrix_params{spread, 2, 5, NT_GAIN_DB, 0})});
  c.push_back({.name = "MatrixToMono",
               .create = making(NT_MATRIX, nt_matrix_params{fold, 2, 1, NT_GAIN_LINEAR, 0}),
               .least_channels = 2});
  // A band has no clear peak.
  for (uint32_t order : {2u, 4u, 8u})
    c.push_back({.name = "Crossover" + std::to_string(order),
                 .create = making(NT_CROSSOVER, nt_crossover_params{2, order, {250, 2500}}),
                 .latency_slack = -1});
  c.push_back({.name = "CrossoverEightBands",
               .create = making(NT_CROSSOVER, nt_crossover_params{7, 4, {60, 125, 250, 500, 1000, 2000, 3400}}),
               .latency_slack = -1});
  c.push_back({"PolarityInverted", making(NT_POLARITY, nt_polarity_params{1, 0})});
  c.push_back({"PolarityNormal", making(NT_POLARITY, nt_polarity_params{0, 0})});
  c.push_back(
      {.name = "DelayWhole", .create = making(NT_DELAY, nt_delay_params{777, NT_DELAY_FRAMES, 0}), .meant_delay = 777});
  c.push_back({.name = "DelayShortFraction",
               .create = making(NT_DELAY, nt_delay_params{3.3, NT_DELAY_FRAMES, 0}),
               .meant_delay = 3});
  c.push_back({.name = "DelayFraction",
               .create = making(NT_DELAY, nt_delay_params{12.345, NT_DELAY_MS, 0}),
               .meant_delay = 544});  // 544.4 at 44.1 kHz
  c.push_back({"MidSideEncode", making(NT_MID_SIDE, nt_mid_side_params{0, 0})});
  c.push_back({"MidSideDecode", making(NT_MID_SIDE, nt_mid_side_params{1, 0})});
  c.push_back({"Crossfeed", making(NT_CROSSFEED, nt_crossfeed_params{700, 4.5})});
}

void add_utilities(std::vector<ProcessorCase>& c) {
  c.push_back({"DcBlock", making(NT_DC_BLOCK, nt_dc_block_params{5})});
  c.push_back({"Gate", making(NT_GATE, nt_gate_params{-30, 6, 60, 1, 20, 50, 0})});
  c.push_back({"GateLookahead", making(NT_GATE, nt_gate_params{-40, 0, 144, 0.05, 0, 5, 3})});
  c.push_back({.name = "DeEsserSplit",
               .create = making(NT_DE_ESSER, nt_de_esser_params{3000, -30, 4, 6, 12, 1, 60, 0, 0, 0}),
               .latency_slack = -1});
  c.push_back({"DeEsserWide", making(NT_DE_ESSER, nt_de_esser_params{3000, -30, 8, 0, 24, 0.5, 30, 2, 1, 0})});
  c.push_back({.name = "EqualLoudness",
               .create = making(NT_EQUAL_LOUDNESS, nt_equal_loudness_params{83, -25, 1}),
               .latency_slack = 4});
  c.push_back({"EqualLoudnessFlat", making(NT_EQUAL_LOUDNESS, nt_equal_loudness_params{83, 0, 1})});
}

std::vector<ProcessorCase> all() {
  std::vector<ProcessorCase> c;
  c.push_back({"Gain", making(NT_GAIN, nt_gain_params{-3.7})});
  c.push_back({.name = "EqEightBands", .create = making(NT_EQ, eight_bands()), .latency_slack = 4});
  for (uint32_t n : {0u, 1u, 2u, 3u, 5u, 7u, 32u})
    c.push_back({.name = "EqPeaking" + std::to_string(n), .create = making(NT_EQ, bands(n))});
  nt_eq_params bilinear = eight_bands();
  bilinear.design = NT_EQ_BILINEAR;
  c.push_back({.name = "EqBilinear", .create = making(NT_EQ, bilinear), .latency_slack = -1});
  c.push_back(
      {"Biquads", making(NT_BIQUAD, nt_biquad_params{2, 0, 0, {{0.9, -0.3, 0.1, -0.5, 0.25}, {1.1, 0.2, 0, 0.3, 0}}})});
  c.push_back({"WidthWhole", making(NT_WIDTH, nt_width_params{1, 0, {}, {1.4}})});
  // An all-pass has no clear peak.
  c.push_back({.name = "WidthFourBands",
               .create = making(NT_WIDTH, nt_width_params{4, 0, {120, 900, 3400}, {0.2, 0.9, 1.3, 1.6}}),
               .latency_slack = -1});
  c.push_back({"DitherNone16", making(NT_DITHER, nt_dither_params{1, 16, NT_DITHER_NONE})});
  c.push_back({.name = "DitherTpdf16",
               .create = making(NT_DITHER, nt_dither_params{7, 16, NT_DITHER_TPDF}),
               .keeps_silence = false,
               .has_tail = false});
  c.push_back({.name = "DitherShaped16",
               .create = making(NT_DITHER, nt_dither_params{9, 16, NT_DITHER_SHAPED}),
               .keeps_silence = false,
               .has_tail = false});
  c.push_back({"CompressorPeak",
               making(NT_COMPRESSOR, nt_compressor_params{-24, 4, 6, 5, 80, 0, 0, 10, 1, NT_DETECT_PEAK, 0})});
  c.push_back({"CompressorRmsLookahead",
               making(NT_COMPRESSOR, nt_compressor_params{-30, 2, 12, 20, 30, 5, 6, 25, 0.6, NT_DETECT_RMS, 0})});
  for (uint32_t n : {2u, 3u, 4u, 5u})
    c.push_back(
        {.name = "Multiband" + std::to_string(n), .create = making(NT_MULTIBAND, multiband(n)), .latency_slack = -1});
  c.push_back({.name = "MultibandOnGrid", .create = making(NT_MULTIBAND, slow_multiband()), .latency_slack = -1});
  c.push_back({"Limiter", making(NT_LIMITER, nt_limiter_params{-1, 5, 80})});
  c.push_back({"LimiterShort", making(NT_LIMITER, nt_limiter_params{-12, 0.5, 20})});
  c.push_back(
      {.name = "Rider", .create = making(NT_RIDER, nt_rider_params{-20, 0.8, 6, 15, -50, 0.4}), .cut_frames = 60000});
  c.push_back({"Exciter", making(NT_EXCITER, nt_exciter_params{18, 0.5, 2000})});
  add_convolutions(c);
  add_channel_work(c);
  add_utilities(c);
  c.push_back({.name = "PitchUp",
               .create = making(NT_PITCH, nt_pitch_params{2.5}),
               .latency_slack = -1,
               .highest_rate = 192000,
               .realtime = false});
  return c;
}

}  // namespace

const std::vector<ProcessorCase>& processor_cases() {
  static const std::vector<ProcessorCase> cases = all();
  return cases;
}

}  // namespace nt::test
