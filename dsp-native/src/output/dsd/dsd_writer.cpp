#include "output/dsd/dsd_writer.hpp"

#include <algorithm>

#include "abi/guard.hpp"

namespace nt::dsd {
namespace {

constexpr uint64_t dither_seed = 0x4E545F4453440001;

uint32_t bit_rate_of(const output::Settings& settings) {
  const int64_t base = settings.rate % 11025 == 0 ? 44100 : 48000;
  const int64_t wanted = settings.bit_rate != 0 ? settings.bit_rate : 64 * base;
  if (doublings(settings.rate, static_cast<double>(wanted)) < 0)
    throw Error(NT_UNSUPPORTED,
                "DSD of " + std::to_string(wanted) + " bits a second is not made from " +
                    std::to_string(settings.rate) +
                    " Hz; DSD64 and DSD128 are, from 1/8 to 1/128 of their rate: convert the rate first");
  return static_cast<uint32_t>(wanted);
}

}  // namespace

DsdWriter::DsdWriter(const std::string& path, output::Settings settings)
    : settings_(std::move(settings)),
      encoder_(settings_.rate, bit_rate_of(settings_), settings_.channels, dither_seed),
      sink_(path, settings_, bit_rate_of(settings_)),
      bytes_(settings_.channels, std::vector<uint8_t>(encoder_.most_bytes())) {}

void DsdWriter::encode(const double* const* planes, size_t frames) {
  std::vector<uint8_t*> to;
  for (auto& bytes : bytes_) to.push_back(bytes.data());
  size_t got = encoder_.process(planes, frames, to.data());
  got = static_cast<size_t>(std::min<int64_t>(
      static_cast<int64_t>(got), frames_ * static_cast<int64_t>(encoder_.bits_per_frame()) / 8 - written_));
  sink_.write(to.data(), got);
  written_ += static_cast<int64_t>(got);
}

void DsdWriter::write(const double* const* planes, uint32_t frames) {
  std::vector<const double*> from(planes, planes + settings_.channels);
  for (size_t done = 0; done < frames;) {
    const size_t n = std::min<size_t>(Encoder::most_frames, frames - done);
    frames_ += static_cast<int64_t>(n);
    encode(from.data(), n);
    for (auto& plane : from) plane += n;
    done += n;
  }
}

void DsdWriter::finish() {
  const std::vector<double> silence(Encoder::most_frames);
  const std::vector<const double*> from(settings_.channels, silence.data());
  const int64_t bits = frames_ * static_cast<int64_t>(encoder_.bits_per_frame());
  while (written_ < bits / 8) encode(from.data(), Encoder::most_frames);
  sink_.finish(bits);
}

}  // namespace nt::dsd
