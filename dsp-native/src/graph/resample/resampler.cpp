#include "graph/resample/resampler.hpp"

#include <algorithm>
#include <string>

#include "abi/guard.hpp"
#include "graph/factory.hpp"

namespace nt::graph {
namespace {

constexpr size_t silent_block = 4096;

Ratio checked_ratio(double in, double out) {
  require_range("in_rate", in, NT_MIN_SAMPLE_RATE, NT_RESAMPLE_MAX_RATE);
  require_range("out_rate", out, NT_MIN_SAMPLE_RATE, NT_RESAMPLE_MAX_RATE);
  return Ratio::of(in, out);
}

std::unique_ptr<ResampleEngine> make_engine(Ratio ratio, uint32_t channels, int32_t quality) {
  const int32_t preset = quality & ~NT_RESAMPLE_MINIMUM_PHASE;
  if (preset < NT_RESAMPLE_HIGH || preset > NT_RESAMPLE_MAX ||
      quality == (NT_RESAMPLE_ANALYSIS | NT_RESAMPLE_MINIMUM_PHASE))
    throw Error(NT_INVALID_ARGUMENT, "quality = " + std::to_string(quality) + " is none of nt_resampler_quality");
  if (ratio.up == ratio.down) return nullptr;
  if (quality == NT_RESAMPLE_ANALYSIS)
    if (auto engine = make_polyphase_engine(ratio, channels)) return engine;
  if (auto engine = make_spectral_engine(ratio, preset_of(quality), channels)) return engine;
  return make_interpolated_engine(ratio, preset_of(quality), channels);
}

}  // namespace

Resampler::Resampler(double in_rate, double out_rate, uint32_t channels, int32_t quality)
    : in_rate_(in_rate),
      out_rate_(out_rate),
      ratio_(checked_ratio(in_rate, out_rate)),
      engine_(make_engine(ratio_, channels, quality)),
      queue_(channels) {}

void Resampler::push(const double* const* in, size_t frames) {
  if (engine_ != nullptr) return engine_->push(in, frames, queue_);
  double* const* places = queue_.grow(frames);
  for (uint32_t c = 0; c < channels(); ++c) std::copy_n(in[c], frames, places[c]);
}

nt_status Resampler::process(const double* const* in, uint32_t frames, double* const* out, uint32_t capacity,
                             uint32_t& got) {
  if (finished_) return fail(NT_BAD_STATE, "process after flush: reset first");
  push(in, frames);
  consumed_ += frames;
  got = queue_.fetch(out, capacity);
  fetched_ += got;
  return NT_OK;
}

// Silence follows the input until the last frame that belongs to it has come out.
void Resampler::finish() {
  finished_ = true;
  const uint64_t total = ratio_.converted(consumed_);
  const std::vector<double> silence(silent_block);
  const std::vector<const double*> planes(channels(), silence.data());
  while (fetched_ + queue_.size() < total) push(planes.data(), silent_block);
  queue_.drop_back(static_cast<size_t>(fetched_ + queue_.size() - total));
}

nt_status Resampler::flush(double* const* out, uint32_t capacity, uint32_t& got) {
  if (!finished_) finish();
  got = queue_.fetch(out, capacity);
  fetched_ += got;
  return got == 0 ? NT_END : NT_OK;
}

void Resampler::reset() {
  if (engine_ != nullptr) engine_->reset();
  queue_.clear();
  consumed_ = fetched_ = 0;
  finished_ = false;
}

nt_resampler_info Resampler::describe() const {
  const EngineFacts facts = engine_ != nullptr ? engine_->facts() : EngineFacts{};
  return {in_rate_,
          out_rate_,
          facts.pass * in_rate_,
          facts.stop * in_rate_,
          facts.delay / in_rate_,
          channels(),
          static_cast<uint32_t>(facts.latency)};
}

}  // namespace nt::graph
