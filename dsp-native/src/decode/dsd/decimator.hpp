#pragma once
// One channel of DSD to PCM: the bit table takes eight bits a sample, half-bands halve the rest. Every filter is
// symmetric and its outputs stand on the grid of the first bit, so frame m belongs to bit m * decimation: there is no
// delay to remove, only bits after the place that are waited for. Before the first bit lies idle_byte.

#include <memory>
#include <vector>

#include "decode/dsd/bit_table.hpp"
#include "rt/half_band/decimator.hpp"

namespace nt::dsd {

/// The pattern that means silence: as many ones as zeros, its lowest tone at a quarter of the bit rate.
constexpr uint8_t idle_byte = 0x69;

/// 8 to 512, a power of two.
bool is_decimation(uint32_t decimation);

/// What all channels of a stream share.
std::shared_ptr<const BitTable> make_table(uint32_t decimation, double level);

class Decimator {
 public:
  /// Bytes a call.
  static constexpr size_t most_bytes = 4096;

  /// bit_rate: bits a second; it decides how steep the last filter has to be.
  Decimator(std::shared_ptr<const BitTable> table, uint32_t bit_rate, uint32_t decimation);

  void reset() noexcept;
  /// Takes count bytes, the earliest bit the highest, and gives the frames they complete, at most 8 count / decimation
  /// + 1; returns how many. Allocates nothing.
  size_t process(const uint8_t* bytes, size_t count, double* out) noexcept;
  /// A frame is there once this many bits after its place's own have come.
  [[nodiscard]] size_t look_ahead() const;

  void save(StateWriter& to) const;
  void load(StateReader& from);

 private:
  std::shared_ptr<const BitTable> table_;
  std::vector<half_band::Decimator> halves_;
  std::vector<uint8_t> bytes_;  // from half a filter before the next output's byte
  size_t held_ = 0;
  AlignedVector<double> work_[2];
};

}  // namespace nt::dsd
