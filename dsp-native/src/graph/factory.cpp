#include "graph/factory.hpp"

#include <cstdio>
#include <cstring>

#include "abi/guard.hpp"

namespace nt::graph {
namespace {

template <class Params, std::unique_ptr<Processor> (*Make)(const Params&)>
std::unique_ptr<Processor> make_from(const void* bytes, size_t size) {
  if (size != sizeof(Params)) throw Error(NT_INVALID_ARGUMENT, "params_size is not the size of the kind's parameters");
  Params params;
  std::memcpy(&params, bytes, sizeof params);
  return Make(params);
}

}  // namespace

std::unique_ptr<Processor> make_processor(int32_t kind, const void* params, size_t size) {
  switch (kind) {
    case NT_GAIN:
      return make_from<nt_gain_params, make_gain>(params, size);
    case NT_EQ:
      return make_from<nt_eq_params, make_eq>(params, size);
    case NT_BIQUAD:
      return make_from<nt_biquad_params, make_biquad>(params, size);
    case NT_WIDTH:
      return make_from<nt_width_params, make_width>(params, size);
    case NT_DITHER:
      return make_from<nt_dither_params, make_dither>(params, size);
    case NT_COMPRESSOR:
      return make_from<nt_compressor_params, make_compressor>(params, size);
    case NT_LIMITER:
      return make_from<nt_limiter_params, make_limiter>(params, size);
    case NT_MULTIBAND:
      return make_from<nt_multiband_params, make_multiband>(params, size);
    case NT_EXCITER:
      return make_from<nt_exciter_params, make_exciter>(params, size);
    case NT_RIDER:
      return make_from<nt_rider_params, make_rider>(params, size);
    case NT_FIR:
      return make_from<nt_fir_params, make_fir>(params, size);
    case NT_REVERB:
      return make_from<nt_reverb_params, make_reverb>(params, size);
    case NT_PITCH:
      return make_from<nt_pitch_params, make_pitch>(params, size);
    case NT_CROSSOVER:
      return make_from<nt_crossover_params, make_crossover>(params, size);
    case NT_MATRIX:
      return make_from<nt_matrix_params, make_matrix>(params, size);
    case NT_POLARITY:
      return make_from<nt_polarity_params, make_polarity>(params, size);
    case NT_DELAY:
      return make_from<nt_delay_params, make_delay>(params, size);
    case NT_MID_SIDE:
      return make_from<nt_mid_side_params, make_mid_side>(params, size);
    case NT_DC_BLOCK:
      return make_from<nt_dc_block_params, make_dc_block>(params, size);
    case NT_GATE:
      return make_from<nt_gate_params, make_gate>(params, size);
    case NT_DE_ESSER:
      return make_from<nt_de_esser_params, make_de_esser>(params, size);
    case NT_CROSSFEED:
      return make_from<nt_crossfeed_params, make_crossfeed>(params, size);
    case NT_EQUAL_LOUDNESS:
      return make_from<nt_equal_loudness_params, make_equal_loudness>(params, size);
    default:
      break;
  }
  throw Error(NT_INVALID_ARGUMENT, "no processor has the kind " + std::to_string(kind));
}

void require_range(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return;
  char text[160];
  std::snprintf(text, sizeof text, "%s = %g is out of range %g..%g", name, value, low, high);
  throw Error(NT_INVALID_ARGUMENT, text);
}

}  // namespace nt::graph
