#include "output/dsd/dsd_writer.hpp"

#include <algorithm>

#include "abi/guard.hpp"

namespace nt::dsd {
namespace {

constexpr uint64_t dither_seed = 0x4E545F4453440001;

constexpr int64_t copied_at_once = 4096;

bool is_made(const output::Settings& settings, uint32_t bit_rate) {
  return doublings(settings.rate, static_cast<double>(bit_rate)) >= 0;
}

Error not_made(const output::Settings& settings, int64_t bit_rate) {
  return Error(NT_UNSUPPORTED,
               "DSD of " + std::to_string(bit_rate) + " bits a second is not made from " +
                   std::to_string(settings.rate) +
                   " Hz; DSD64 and DSD128 are, from 1/8 to 1/128 of their rate: convert the rate first");
}

/// Rates that are asked for and not made can still be copied.
uint32_t bit_rate_of(const output::Settings& settings) {
  const int64_t base = settings.rate % 11025 == 0 ? 44100 : 48000;
  const int64_t wanted = settings.bit_rate != 0 ? settings.bit_rate : 64 * base;
  bool is_known = settings.bit_rate == 0 && is_made(settings, static_cast<uint32_t>(wanted));
  if (settings.bit_rate == 0 && !is_known) throw not_made(settings, wanted);
  for (const int64_t family : {44100, 48000})
    for (const int64_t multiple : {64, 128, 256, 512}) is_known = is_known || wanted == multiple * family;
  if (!is_known) throw not_made(settings, wanted);
  return static_cast<uint32_t>(wanted);
}

}  // namespace

DsdWriter::DsdWriter(const std::string& path, output::Settings settings)
    : settings_(std::move(settings)), bit_rate_(bit_rate_of(settings_)), sink_(path, settings_, bit_rate_) {
  if (!is_made(settings_, bit_rate_)) return;
  encoder_.emplace(settings_.rate, bit_rate_, settings_.channels, dither_seed);
  bytes_.assign(settings_.channels, std::vector<uint8_t>(encoder_->most_bytes()));
}

void DsdWriter::copy_bits(const std::string& dsd_file) {
  auto source = std::make_unique<BitFile>(dsd_file);
  const Container& from = source->container();
  if (from.bit_rate != bit_rate_ || from.channels != settings_.channels)
    throw Error(NT_UNSUPPORTED, "the bits of " + std::to_string(from.channels) + " channels at " +
                                    std::to_string(from.bit_rate) + " bits a second are no copy for " +
                                    std::to_string(settings_.channels) + " at " + std::to_string(bit_rate_));
  source_ = std::move(source);
  bytes_.assign(settings_.channels, std::vector<uint8_t>(copied_at_once));
}

void DsdWriter::copy_to(int64_t bytes) {
  std::vector<uint8_t*> to;
  for (auto& plane : bytes_) to.push_back(plane.data());
  while (written_ < bytes) {
    const auto count = static_cast<size_t>(std::min(copied_at_once, bytes - written_));
    source_->read(written_, count, to.data());
    sink_.write(to.data(), count);
    written_ += static_cast<int64_t>(count);
  }
}

void DsdWriter::encode(const double* const* planes, size_t frames) {
  std::vector<uint8_t*> to;
  for (auto& bytes : bytes_) to.push_back(bytes.data());
  size_t got = encoder_->process(planes, frames, to.data());
  got = static_cast<size_t>(std::min<int64_t>(
      static_cast<int64_t>(got), frames_ * static_cast<int64_t>(encoder_->bits_per_frame()) / 8 - written_));
  sink_.write(to.data(), got);
  written_ += static_cast<int64_t>(got);
}

void DsdWriter::write(const double* const* planes, uint32_t frames) {
  if (source_ != nullptr) {
    frames_ += frames;
    copy_to(std::min(source_->bytes(), frames_ * (bit_rate_ / settings_.rate) / 8));
    return;
  }
  if (!encoder_) throw not_made(settings_, bit_rate_);
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
  if (source_ != nullptr) {
    copy_to(source_->bytes());
    sink_.finish(source_->container().bits);
    return;
  }
  if (!encoder_) throw not_made(settings_, bit_rate_);
  const std::vector<double> silence(Encoder::most_frames);
  const std::vector<const double*> from(settings_.channels, silence.data());
  const int64_t bits = frames_ * static_cast<int64_t>(encoder_->bits_per_frame());
  while (written_ < bits / 8) encode(from.data(), Encoder::most_frames);
  sink_.finish(bits);
}

}  // namespace nt::dsd
