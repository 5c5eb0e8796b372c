#pragma once
// Sines of exact phase, and what is left of a signal when they are taken out of it.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace nt::test {

using Plane = std::vector<double>;

constexpr double one_db_down = 0.891250938133746;

/// sin(2 pi hz i / rate), i = 0..frames-1, with the phase reduced in whole numbers. hz and rate are whole.
Plane sine(uint64_t hz, uint64_t rate, size_t frames, double level = one_db_down);

/// What examine finds of a tone.
struct Tone {
  double level;     // amplitude
  double phase;     // turns, of the tone in y against sin at turns(i)
  double worst_db;  // strongest line left, re one_db_down
  double rms_db;    // all that is left, re a sine of one_db_down
};

/// Takes the sine and cosine of turns(i) out of y[from..from+count) by least squares and looks at the rest: a
/// Blackman-Nuttall window, lines below top (cycles per frame). count is a power of two.
Tone examine(const Plane& y, size_t from, size_t count, const std::function<long double(size_t)>& turns,
             double top = 0.5);

/// hz * i / rate with the whole turns left out, exactly.
std::function<long double(size_t)> turns_of(uint64_t hz, uint64_t rate);

}  // namespace nt::test
