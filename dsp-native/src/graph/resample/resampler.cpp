#include "graph/resample/resampler.hpp"

#include <algorithm>
#include <cmath>

#include "abi/guard.hpp"
#include "graph/factory.hpp"

namespace nt::graph {
namespace {

/// ceil(n * out / in), exact for whole rates.
uint64_t converted_frames(uint64_t n, double in, double out) {
  if (in == std::floor(in) && out == std::floor(out)) {
    const auto i = static_cast<uint64_t>(in), o = static_cast<uint64_t>(out);
    return n / i * o + (n % i * o + i - 1) / i;
  }
  return static_cast<uint64_t>(std::ceil(static_cast<double>(n) / in * out));
}

std::unique_ptr<ResampleEngine> make_engine(double in, double out, uint32_t channels, int32_t quality) {
  if (in == out) return nullptr;
  if (quality == NT_RESAMPLE_ANALYSIS)
    if (auto polyphase = make_polyphase_engine(in, out, channels)) return polyphase;
  return make_soxr_engine(in, out, channels, quality == NT_RESAMPLE_HIGH);
}

}  // namespace

Resampler::Resampler(double in_rate, double out_rate, uint32_t channels, int32_t quality)
    : in_rate_(in_rate), out_rate_(out_rate), channels_(channels), queue_(channels) {
  require_range("in_rate", in_rate, NT_MIN_SAMPLE_RATE, NT_MAX_SAMPLE_RATE);
  require_range("out_rate", out_rate, NT_MIN_SAMPLE_RATE, NT_MAX_SAMPLE_RATE);
  if (quality != NT_RESAMPLE_HIGH && quality != NT_RESAMPLE_ANALYSIS)
    throw Error(NT_INVALID_ARGUMENT, "quality = " + std::to_string(quality) + " is none of nt_resampler_quality");
  engine_ = make_engine(in_rate, out_rate, channels, quality);
  if (engine_ != nullptr) pending_.assign(channels, std::vector<double>(engine_->block()));
}

void Resampler::feed(const double* const* in, size_t frames) {
  if (engine_ == nullptr) {
    for (uint32_t c = 0; c < channels_; ++c) std::copy_n(in[c], frames, queue_.append(c, frames));
    return;
  }
  const double* planes[NT_MAX_CHANNELS];
  for (size_t done = 0; done < frames;) {
    const size_t block = engine_->block();
    if (pending_frames_ == 0 && frames - done >= block) {
      for (uint32_t c = 0; c < channels_; ++c) planes[c] = in[c] + done;
      engine_->convert(planes, queue_);
      done += block;
      continue;
    }
    const size_t n = std::min(frames - done, block - pending_frames_);
    for (uint32_t c = 0; c < channels_; ++c) std::copy_n(in[c] + done, n, pending_[c].data() + pending_frames_);
    pending_frames_ += n;
    done += n;
    if (pending_frames_ == block) {
      for (uint32_t c = 0; c < channels_; ++c) planes[c] = pending_[c].data();
      pending_frames_ = 0;
      engine_->convert(planes, queue_);
    }
  }
}

nt_status Resampler::process(const double* const* in, uint32_t frames, double* const* out, uint32_t capacity,
                             uint32_t& got) {
  if (finished_) return fail(NT_BAD_STATE, "process after flush: reset first");
  feed(in, frames);
  consumed_ += frames;
  got = queue_.fetch(out, capacity);
  fetched_ += got;
  return NT_OK;
}

// Silence follows the input until the last frame that belongs to it has come out.
void Resampler::finish() {
  finished_ = true;
  const uint64_t total = converted_frames(consumed_, in_rate_, out_rate_);
  if (engine_ != nullptr) {
    const std::vector<double> silence(engine_->block());
    const std::vector<const double*> planes(channels_, silence.data());
    while (fetched_ + queue_.size() < total) feed(planes.data(), silence.size());
  }
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
  pending_frames_ = 0;
  consumed_ = fetched_ = 0;
  finished_ = false;
}

}  // namespace nt::graph
