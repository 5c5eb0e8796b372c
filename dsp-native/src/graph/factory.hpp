#pragma once
// One maker a kind. A maker checks the ranges that graph.h states (throwing nt::Error with NT_INVALID_ARGUMENT, naming
// parameter, value and range) and copies what the parameters point to.

#include <memory>

#include "graph/processor.hpp"

namespace nt::graph {

std::unique_ptr<Processor> make_gain(const nt_gain_params& params);
std::unique_ptr<Processor> make_eq(const nt_eq_params& params);
std::unique_ptr<Processor> make_biquad(const nt_biquad_params& params);
std::unique_ptr<Processor> make_fir(const nt_fir_params& params);
std::unique_ptr<Processor> make_width(const nt_width_params& params);
std::unique_ptr<Processor> make_compressor(const nt_compressor_params& params);
std::unique_ptr<Processor> make_multiband(const nt_multiband_params& params);
std::unique_ptr<Processor> make_exciter(const nt_exciter_params& params);
std::unique_ptr<Processor> make_rider(const nt_rider_params& params);
std::unique_ptr<Processor> make_reverb(const nt_reverb_params& params);
std::unique_ptr<Processor> make_limiter(const nt_limiter_params& params);
std::unique_ptr<Processor> make_dither(const nt_dither_params& params);
std::unique_ptr<Processor> make_pitch(const nt_pitch_params& params);
std::unique_ptr<Processor> make_crossover(const nt_crossover_params& params);
std::unique_ptr<Processor> make_matrix(const nt_matrix_params& params);
std::unique_ptr<Processor> make_polarity(const nt_polarity_params& params);
std::unique_ptr<Processor> make_delay(const nt_delay_params& params);
std::unique_ptr<Processor> make_mid_side(const nt_mid_side_params& params);
std::unique_ptr<Processor> make_dc_block(const nt_dc_block_params& params);
std::unique_ptr<Processor> make_gate(const nt_gate_params& params);
std::unique_ptr<Processor> make_de_esser(const nt_de_esser_params& params);
std::unique_ptr<Processor> make_crossfeed(const nt_crossfeed_params& params);
std::unique_ptr<Processor> make_equal_loudness(const nt_equal_loudness_params& params);

/// Throws NT_INVALID_ARGUMENT for an unknown kind or a size that is not the kind's.
std::unique_ptr<Processor> make_processor(int32_t kind, const void* params, size_t params_size);

/// Throws "name = value is out of range low..high" unless low <= value <= high (NaN never is).
void require_range(const char* name, double value, double low, double high);

}  // namespace nt::graph
