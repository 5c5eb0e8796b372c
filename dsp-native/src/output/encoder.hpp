#pragma once
// Choosing and opening the encoder of a kind.

#include "output/kinds.hpp"
#include "rt/ffmpeg.hpp"

namespace nt::output {

/// Throws NT_UNSUPPORTED with what the encoder does take.
ff::Owned<AVCodecContext> open_encoder(const Settings& settings, const Kind& kind);

}  // namespace nt::output
