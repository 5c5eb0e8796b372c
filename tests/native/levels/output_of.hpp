#pragma once
// What a build of the library makes of a signal, byte by byte.

#include <cstring>
#include <string>
#include <vector>

#include "graph/processor_cases.hpp"
#include "graph/stream.hpp"
#include "levels/library.hpp"
#include "ntdsp/analysis.h"
#include "ntdsp/convolution.h"
#include "ntdsp/decode.h"
#include "ntdsp/graph.h"
#include "ntdsp/output.h"
#include "ntdsp/resample.h"

namespace nt::test {

/// Everything that came out, in order; compared bit for bit.
using Bytes = std::vector<uint8_t>;

template <class T>
void append(Bytes& bytes, const T* values, size_t count) {
  const auto* from = reinterpret_cast<const uint8_t*>(values);
  bytes.insert(bytes.end(), from, from + count * sizeof(T));
}

/// Samples, gain history and final state of a processor, in blocks of changing sizes.
Bytes output_of(const Library& library, const ProcessorCase& processor, const Stream& in, double rate);
/// Spectra and their inverses of real signals.
Bytes spectra_of(const Library& library, uint32_t size, const Stream& in);
Bytes conversion_of(const Library& library, double in_rate, double out_rate, int32_t quality, const Stream& in);
/// Between two clocks, the ratio gliding up and down.
Bytes glide_of(const Library& library, int32_t kind, const Stream& in);
/// Convolved in either precision, with direct, short and long partitions.
Bytes convolution_of(const Library& library, int32_t precision, const Stream& in);
/// A file of that kind, whole.
Bytes file_of(const Library& library, int32_t kind, int32_t samples, const std::string& path, const Stream& in);
/// A whole file decoded.
Bytes samples_of(const Library& library, const std::string& path);
/// Every reading of the meter and the analyser, the fundamental included.
Bytes loudness_of(const Library& library, const Stream& in, double rate);
Bytes analysis_of(const Library& library, const Stream& in, double rate);
Bytes artifacts_of(const Library& library, const Stream& target, const Stream& render, double rate);

}  // namespace nt::test
