#include "graph/graph.hpp"

#include <algorithm>
#include <cstring>

#include "abi/guard.hpp"
#include "graph/handle.hpp"
#include "rt/denormals.hpp"

namespace nt::graph {
namespace {

constexpr size_t max_processors = 64;
constexpr uint32_t slice_frames = 512;        // two channels of f64 in and out: 16 KiB
constexpr uint32_t state_magic = 0x5347544e;  // "NTGS"

}  // namespace

nt_status Graph::append(std::unique_ptr<nt_processor> processor) {
  // The caller keeps the processor unless NT_OK, so every refusal releases it first.
  if (active_) {
    processor.release();
    return fail_static(NT_BAD_STATE, "append after activate");
  }
  if (processors_.size() == max_processors) {
    processor.release();
    return fail_static(NT_LIMIT, "a graph holds at most 64 processors");
  }
  processors_.reserve(max_processors);
  processors_.push_back(std::move(processor));
  return NT_OK;
}

nt_status Graph::activate(double sample_rate, uint32_t channels, uint32_t max_frames) {
  if (const auto status = check_format(sample_rate, channels, max_frames); status != NT_OK) return status;
  active_ = false;
  for (auto& p : processors_)
    if (const auto status = p->instance.activate(sample_rate, channels, max_frames); status != NT_OK) return status;
  sample_rate_ = sample_rate;
  channels_ = channels;
  max_frames_ = max_frames;
  active_ = true;
  return NT_OK;
}

nt_status Graph::process(const double* const* in, double* const* out, uint32_t frames) noexcept {
  if (!active_) return fail_static(NT_BAD_STATE, "process before activate");
  if (const auto status = check_block(in, out, channels_, frames, max_frames_); status != NT_OK) return status;
  const FlushDenormals flush;
  const double* source[NT_MAX_CHANNELS];
  double* target[NT_MAX_CHANNELS];
  for (uint32_t start = 0; start < frames; start += slice_frames) {
    const uint32_t n = std::min(slice_frames, frames - start);
    for (uint32_t c = 0; c < channels_; ++c) {
      source[c] = in[c] + start;
      target[c] = out[c] + start;
    }
    if (processors_.empty()) {
      for (uint32_t c = 0; c < channels_; ++c)
        if (source[c] != target[c]) std::memmove(target[c], source[c], n * sizeof(double));
      continue;
    }
    processors_.front()->instance.process_trusted(source, target, n);
    for (size_t k = 1; k < processors_.size(); ++k)
      processors_[k]->instance.process_trusted(const_cast<const double* const*>(target), target, n);
  }
  return NT_OK;
}

nt_status Graph::reset() noexcept {
  if (!active_) return fail_static(NT_BAD_STATE, "reset before activate");
  for (auto& p : processors_) p->instance.reset();
  return NT_OK;
}

void Graph::describe(nt_processor_info& out) const noexcept {
  out = {};
  for (const auto& p : processors_) {
    nt_processor_info one;
    p->instance.describe(one);
    out.latency += one.latency;
    out.tail = one.tail > UINT64_MAX - out.tail ? UINT64_MAX : out.tail + one.tail;
    if (one.cut == NT_CUT_WHOLE) out.cut = NT_CUT_WHOLE;
  }
  if (!active_) return;
  out.channels = channels_;
  out.sample_rate = sample_rate_;
}

nt_status Graph::save_state(void* bytes, size_t* size) const {
  if (size == nullptr) return fail_static(NT_INVALID_ARGUMENT, "size is null");
  if (!active_) return fail_static(NT_BAD_STATE, "save_state before activate");
  StateWriter writer = bytes == nullptr ? StateWriter() : StateWriter(bytes, *size);
  writer.put(state_magic);
  writer.put(static_cast<uint64_t>(processors_.size()));
  std::vector<uint8_t> piece;
  for (const auto& p : processors_) {
    size_t n = 0;
    if (const auto status = p->instance.save_state(nullptr, &n); status != NT_OK) return status;
    if (bytes == nullptr) {
      writer.put(static_cast<uint64_t>(n));
      writer.skip(n);
      continue;
    }
    piece.resize(n);
    if (const auto status = p->instance.save_state(piece.data(), &n); status != NT_OK) return status;
    writer.put(static_cast<uint64_t>(n));
    writer.put(piece);
  }
  *size = writer.size();
  return writer.fits() ? NT_OK : fail_static(NT_LIMIT, "the buffer is smaller than the state");
}

nt_status Graph::load_state(const void* bytes, size_t size) {
  if (bytes == nullptr) return fail_static(NT_INVALID_ARGUMENT, "bytes is null");
  if (!active_) return fail_static(NT_BAD_STATE, "load_state before activate");
  const auto status = load_pieces(StateReader(bytes, size), size);
  // Some processors may have taken their piece before the damage showed.
  if (status != NT_OK) reset();
  return status;
}

nt_status Graph::load_pieces(StateReader reader, size_t size) {
  reader.expect(state_magic);
  reader.expect(static_cast<uint64_t>(processors_.size()));
  std::vector<uint8_t> piece;
  for (const auto& p : processors_) {
    uint64_t n = 0;
    reader.get(n);
    if (!reader.ok() || n > size) return fail_static(NT_MALFORMED, "the state is of another graph, or truncated");
    piece.resize(n);
    reader.get(piece);
    if (!reader.ok()) return fail_static(NT_MALFORMED, "the state is truncated");
    if (const auto status = p->instance.load_state(piece.data(), piece.size()); status != NT_OK) return status;
  }
  return reader.ok() && reader.at_end() ? NT_OK : fail_static(NT_MALFORMED, "the state is of another graph, or longer");
}

nt_status Graph::gain_history(uint32_t index, float* gain_db, uint32_t capacity, uint32_t* got) noexcept {
  if (index >= processors_.size()) return fail_static(NT_INVALID_ARGUMENT, "the graph has no processor of that index");
  return processors_[index]->instance.gain_history(gain_db, capacity, got);
}

}  // namespace nt::graph
