#include "graph/instance.hpp"

#include <cmath>
#include <cstring>
#include <string>

#include "abi/guard.hpp"
#include "rt/checksum.hpp"
#include "rt/denormals.hpp"
#include "rt/finite.hpp"
#include "rt/sealed_state.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t state_magic = 0x5350544e;  // "NTPS"

}  // namespace

bool all_finite(const double* const* planes, uint32_t channels, uint32_t frames) noexcept {
  for (uint32_t c = 0; c < channels; ++c)
    if (!is_finite(planes[c], frames)) return false;
  return true;
}

nt_status check_block(const double* const* in, uint32_t channels, double* const* out, uint32_t outputs, uint32_t frames,
                      uint32_t max_frames) noexcept {
  if (frames > max_frames) return fail_static(NT_INVALID_ARGUMENT, "frames is more than max_frames of activate");
  if (frames == 0) return NT_OK;
  if (in == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "in or out is null");
  for (uint32_t c = 0; c < channels; ++c)
    if (in[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  for (uint32_t c = 0; c < outputs; ++c)
    if (out[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  if (!all_finite(in, channels, frames)) return fail_static(NT_NOT_FINITE, "the input holds NaN or infinity");
  return NT_OK;
}

nt_status check_format(double sample_rate, uint32_t channels, uint32_t max_frames) {
  if (!(sample_rate >= NT_MIN_SAMPLE_RATE && sample_rate <= NT_MAX_SAMPLE_RATE))
    return fail_static(NT_INVALID_ARGUMENT, "sample_rate is out of range 1000..1600000");
  if (channels == 0 || channels > NT_MAX_CHANNELS)
    return fail_static(NT_INVALID_ARGUMENT, "channels is out of range 1..64");
  if (max_frames == 0 || max_frames > NT_MAX_BLOCK_FRAMES)
    return fail_static(NT_INVALID_ARGUMENT, "max_frames is out of range 1..65536");
  return NT_OK;
}

uint64_t digest_params(int32_t kind, const void* params, size_t size) {
  uint64_t hash = checksum(checksum_start, &kind, sizeof kind);
  // Pointers differ from run to run: what they point to stands in for them.
  if (kind == NT_FIR) {
    nt_fir_params fir = *static_cast<const nt_fir_params*>(params);
    const size_t impulses = fir.layout == NT_FIR_CHANNELS ? fir.channel_count : 1;
    hash = checksum(hash, fir.taps, impulses * fir.tap_count * sizeof(double));
    if (fir.side_taps != nullptr) hash = checksum(hash, fir.side_taps, fir.tap_count * sizeof(double));
    fir.taps = fir.side_taps = nullptr;
    return checksum(hash, &fir, sizeof fir);
  }
  if (kind == NT_REVERB) {
    nt_reverb_params reverb = *static_cast<const nt_reverb_params*>(params);
    for (uint32_t c = 0; c < reverb.ir_channels; ++c)
      hash = checksum(hash, reverb.ir[c], reverb.ir_frames * sizeof(double));
    reverb.ir = nullptr;
    return checksum(hash, &reverb, sizeof reverb);
  }
  if (kind == NT_MATRIX) {
    nt_matrix_params matrix = *static_cast<const nt_matrix_params*>(params);
    for (uint32_t r = 0; r < matrix.route_count; ++r) {
      nt_matrix_route route = matrix.routes[r];
      route.reserved = 0;
      hash = checksum(hash, &route, sizeof route);
    }
    matrix.routes = nullptr;
    return checksum(hash, &matrix, sizeof matrix);
  }
  return checksum(hash, params, size);
}

uint32_t Instance::output_channels(uint32_t channels) const {
  const uint32_t outputs = processor_->output_channels(channels);
  if (outputs == 0 || outputs > NT_MAX_CHANNELS)
    throw Error(NT_INVALID_ARGUMENT, "of " + std::to_string(channels) + " channels it would make " +
                                         std::to_string(outputs) + ", out of range 1..64");
  return outputs;
}

nt_status Instance::activate(double sample_rate, uint32_t channels, uint32_t max_frames) {
  if (const auto status = check_format(sample_rate, channels, max_frames); status != NT_OK) return status;
  active_ = false;
  outputs_ = output_channels(channels);
  processor_->activate(sample_rate, channels, max_frames);
  sample_rate_ = sample_rate;
  channels_ = channels;
  max_frames_ = max_frames;
  active_ = true;
  return NT_OK;
}

nt_status Instance::process(const double* const* in, double* const* out, uint32_t frames) noexcept {
  if (!active_) return fail_static(NT_BAD_STATE, "process before activate");
  if (const auto status = check_block(in, channels_, out, outputs_, frames, max_frames_); status != NT_OK)
    return status;
  if (frames == 0) return NT_OK;
  const FlushDenormals flush;
  processor_->process(in, out, frames);
  return NT_OK;
}

nt_status Instance::reset() noexcept {
  if (!active_) return fail_static(NT_BAD_STATE, "reset before activate");
  processor_->reset();
  return NT_OK;
}

void Instance::describe(nt_processor_info& out) const noexcept {
  out = {};
  out.kind = kind_;
  out.cut = processor_->cut();
  if (!active_) return;
  out.latency = processor_->latency();
  out.tail = processor_->tail();
  out.channels = channels_;
  out.sample_rate = sample_rate_;
}

void Instance::write(StateWriter& writer) const {
  writer.put(state_magic);
  writer.put(kind_);
  writer.put(processor_->state_version());
  writer.put(channels_);
  writer.put(sample_rate_);
  writer.put(digest_);
  processor_->save(writer);
}

nt_status Instance::save_state(void* bytes, size_t* size) const {
  if (size == nullptr) return fail_static(NT_INVALID_ARGUMENT, "size is null");
  if (!active_) return fail_static(NT_BAD_STATE, "save_state before activate");
  if (processor_->cut() == NT_CUT_WHOLE)
    return fail_static(NT_UNSUPPORTED, "this processor is not cuttable: run it in sequence");
  return seal_state(bytes, size, [this](StateWriter& writer) { write(writer); })
             ? NT_OK
             : fail_static(NT_LIMIT, "the buffer is smaller than the state");
}

nt_status Instance::load_state(const void* bytes, size_t size) {
  if (bytes == nullptr) return fail_static(NT_INVALID_ARGUMENT, "bytes is null");
  if (!active_) return fail_static(NT_BAD_STATE, "load_state before activate");
  if (processor_->cut() == NT_CUT_WHOLE)
    return fail_static(NT_UNSUPPORTED, "this processor is not cuttable: run it in sequence");
  auto reader = unseal_state(bytes, size);
  if (!reader) return fail_static(NT_MALFORMED, "the state is truncated or damaged");
  reader->expect(state_magic);
  reader->expect(kind_);
  reader->expect(processor_->state_version());
  reader->expect(channels_);
  reader->expect(sample_rate_);
  reader->expect(digest_);
  if (!reader->ok())
    return fail_static(NT_MALFORMED, "the state is of another kind, version, rate, channel count or setting");
  processor_->load(*reader);
  if (reader->ok() && reader->at_end()) return NT_OK;
  processor_->reset();
  return fail_static(NT_MALFORMED, "the state is truncated or damaged");
}

void Instance::inherit(const Instance& old) noexcept {
  if (!active_ || !old.active_ || kind_ != old.kind_ || sample_rate_ != old.sample_rate_ || channels_ != old.channels_)
    return;
  processor_->inherit(*old.processor_);
}

nt_status Instance::gain_history(float* gain_db, uint32_t capacity, uint32_t* got) noexcept {
  if (got == nullptr || (gain_db == nullptr && capacity != 0))
    return fail_static(NT_INVALID_ARGUMENT, "a pointer is null");
  if (!active_) return fail_static(NT_BAD_STATE, "gain_history before activate");
  const int64_t n = processor_->gain_history(gain_db, capacity);
  *got = n < 0 ? 0 : static_cast<uint32_t>(n);
  return n < 0 ? fail_static(NT_UNSUPPORTED, "this kind has no gain history") : NT_OK;
}

nt_status Instance::deactivate() noexcept {
  if (!active_) return fail_static(NT_BAD_STATE, "deactivate before activate");
  active_ = false;
  return NT_OK;
}

}  // namespace nt::graph
