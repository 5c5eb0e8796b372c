#include "graph/graph.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>

#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "graph/handle.hpp"
#include "rt/denormals.hpp"

namespace nt::graph {
namespace {

constexpr size_t max_processors = 64;
constexpr uint32_t slice_frames = 512;        // two channels of f64 in and out: 16 KiB
constexpr uint32_t state_magic = 0x5347544e;  // "NTGS"

std::unique_ptr<nt_processor> whole_delay(uint32_t frames) {
  const nt_delay_params params{static_cast<double>(frames), NT_DELAY_FRAMES, 1};
  return std::make_unique<nt_processor>(
      nt_processor{Instance(NT_DELAY, make_delay(params), digest_params(NT_DELAY, &params, sizeof params))});
}

}  // namespace

nt_status Graph::add(Stage stage) {
  // The caller keeps the processor unless NT_OK, so every refusal releases it first.
  if (active_) {
    stage.processor.release();
    return fail_static(NT_BAD_STATE, "append after activate");
  }
  if (stages_.size() == max_processors) {
    stage.processor.release();
    return fail_static(NT_LIMIT, "a graph holds at most 64 processors");
  }
  stages_.reserve(max_processors);
  stages_.push_back(std::move(stage));
  return NT_OK;
}

nt_status Graph::append(std::unique_ptr<nt_processor> processor) {
  return add({std::move(processor), {}, nullptr, {}});
}

nt_status Graph::append_on(std::unique_ptr<nt_processor> processor, std::span<const uint32_t> channels) {
  std::vector<uint32_t> named(channels.begin(), channels.end()), sorted = named;
  std::sort(sorted.begin(), sorted.end());
  const bool each_once = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  if (named.empty() || named.size() > NT_MAX_CHANNELS || !each_once) {
    processor.release();
    return fail_static(NT_INVALID_ARGUMENT, "a processor works on 1 to 64 channels, each named once");
  }
  return add({std::move(processor), std::move(named), nullptr, {}});
}

/// Activates one stage and finds its planes.
nt_status Graph::lead(Stage& stage, uint32_t index, PlanePool& pool, std::vector<uint32_t>& planes, double sample_rate,
                      uint32_t max_frames) {
  const std::string where = "processor " + std::to_string(index) + ": ";
  std::vector<uint32_t> channels = stage.channels;
  if (channels.empty()) {
    channels.resize(planes.size());
    std::iota(channels.begin(), channels.end(), 0U);
  }
  for (const uint32_t channel : channels)
    if (channel >= planes.size())
      throw Error(NT_INVALID_ARGUMENT, where + "it names channel " + std::to_string(channel) + ", but at its place " +
                                           std::to_string(planes.size()) + " channels are there (they count from 0)");
  const auto count = static_cast<uint32_t>(channels.size());
  Instance& instance = stage.processor->instance;
  const uint32_t outputs = instance.output_channels(count);
  if (planes.size() - count + outputs > NT_MAX_CHANNELS)
    throw Error(NT_LIMIT, where + "with its outputs there would be more than 64 channels");
  if (const auto status = instance.activate(sample_rate, count, max_frames); status != NT_OK) return status;
  routed_ = routed_ || !stage.channels.empty() || outputs != count;
  stage.route = Route::lead(planes, channels, outputs, pool);
  stage.aside = nullptr;
  nt_processor_info info;
  instance.describe(info);
  if (info.latency == 0 || stage.route.aside.empty()) return NT_OK;
  stage.aside = whole_delay(info.latency);
  return stage.aside->instance.activate(sample_rate, static_cast<uint32_t>(stage.route.aside.size()), max_frames);
}

nt_status Graph::activate(double sample_rate, uint32_t channels, uint32_t max_frames) {
  if (const auto status = check_format(sample_rate, channels, max_frames); status != NT_OK) return status;
  active_ = routed_ = false;
  PlanePool pool;
  std::vector<uint32_t> planes;
  for (uint32_t c = 0; c < channels; ++c) planes.push_back(pool.take());
  for (size_t k = 0; k < stages_.size(); ++k)
    if (const auto status = lead(stages_[k], static_cast<uint32_t>(k), pool, planes, sample_rate, max_frames);
        status != NT_OK)
      return status;
  outputs_ = static_cast<uint32_t>(planes.size());
  last_planes_ = std::move(planes);
  planes_.resize(routed_ ? pool.count() : 0, slice_frames);
  sample_rate_ = sample_rate;
  channels_ = channels;
  max_frames_ = max_frames;
  active_ = true;
  return NT_OK;
}

nt_status Graph::process(const double* const* in, double* const* out, uint32_t frames) noexcept {
  if (!active_) return fail_static(NT_BAD_STATE, "process before activate");
  if (const auto status = check_block(in, channels_, out, outputs_, frames, max_frames_); status != NT_OK)
    return status;
  const FlushDenormals flush;
  routed_ ? process_routed(in, out, frames) : process_in_place(in, out, frames);
  return NT_OK;
}

void Graph::process_in_place(const double* const* in, double* const* out, uint32_t frames) noexcept {
  const double* source[NT_MAX_CHANNELS];
  double* target[NT_MAX_CHANNELS];
  for (uint32_t start = 0; start < frames; start += slice_frames) {
    const uint32_t n = std::min(slice_frames, frames - start);
    for (uint32_t c = 0; c < channels_; ++c) {
      source[c] = in[c] + start;
      target[c] = out[c] + start;
    }
    if (stages_.empty()) {
      for (uint32_t c = 0; c < channels_; ++c)
        if (source[c] != target[c]) std::memmove(target[c], source[c], n * sizeof(double));
      continue;
    }
    stages_.front().processor->instance.process_trusted(source, target, n);
    for (size_t k = 1; k < stages_.size(); ++k)
      stages_[k].processor->instance.process_trusted(const_cast<const double* const*>(target), target, n);
  }
}

void Graph::process_routed(const double* const* in, double* const* out, uint32_t frames) noexcept {
  const double* source[NT_MAX_CHANNELS];
  double* target[NT_MAX_CHANNELS];
  for (uint32_t start = 0; start < frames; start += slice_frames) {
    const uint32_t n = std::min(slice_frames, frames - start);
    for (uint32_t c = 0; c < channels_; ++c) std::memcpy(planes_[c], in[c] + start, n * sizeof(double));
    for (Stage& stage : stages_) {
      for (size_t k = 0; k < stage.route.in.size(); ++k) source[k] = planes_[stage.route.in[k]];
      for (size_t k = 0; k < stage.route.out.size(); ++k) target[k] = planes_[stage.route.out[k]];
      stage.processor->instance.process_trusted(source, target, n);
      if (stage.aside == nullptr) continue;
      for (size_t k = 0; k < stage.route.aside.size(); ++k) source[k] = target[k] = planes_[stage.route.aside[k]];
      stage.aside->instance.process_trusted(source, target, n);
    }
    for (uint32_t c = 0; c < outputs_; ++c) std::memcpy(out[c] + start, planes_[last_planes_[c]], n * sizeof(double));
  }
}

nt_status Graph::reset() noexcept {
  if (!active_) return fail_static(NT_BAD_STATE, "reset before activate");
  for (auto& stage : stages_) {
    stage.processor->instance.reset();
    if (stage.aside != nullptr) stage.aside->instance.reset();
  }
  return NT_OK;
}

void Graph::describe(nt_processor_info& out) const noexcept {
  out = {};
  for (const auto& stage : stages_) {
    nt_processor_info one;
    stage.processor->instance.describe(one);
    out.latency += one.latency;
    out.tail = one.tail > UINT64_MAX - out.tail ? UINT64_MAX : out.tail + one.tail;
    if (one.cut == NT_CUT_WHOLE) out.cut = NT_CUT_WHOLE;
  }
  if (!active_) return;
  out.channels = channels_;
  out.sample_rate = sample_rate_;
}

/// Calls each(stage, instance) for every instance that has a state, in the order of the state; stops at a failure.
template <class Each>
nt_status Graph::each_piece(Each&& each) const {
  for (const auto& stage : stages_) {
    if (const auto status = each(stage, stage.processor->instance); status != NT_OK) return status;
    if (stage.aside == nullptr) continue;
    if (const auto status = each(stage, stage.aside->instance); status != NT_OK) return status;
  }
  return NT_OK;
}

nt_status Graph::save_state(void* bytes, size_t* size) const {
  if (size == nullptr) return fail_static(NT_INVALID_ARGUMENT, "size is null");
  if (!active_) return fail_static(NT_BAD_STATE, "save_state before activate");
  StateWriter writer = bytes == nullptr ? StateWriter() : StateWriter(bytes, *size);
  writer.put(state_magic);
  writer.put(static_cast<uint64_t>(stages_.size()));
  std::vector<uint8_t> piece;
  const auto status = each_piece([&](const Stage& stage, const Instance& instance) {
    size_t n = 0;
    if (const auto failed = instance.save_state(nullptr, &n); failed != NT_OK) return failed;
    writer.put(stage.channels);
    writer.put(static_cast<uint64_t>(n));
    if (bytes == nullptr) {
      writer.skip(n);
      return NT_OK;
    }
    piece.resize(n);
    if (const auto failed = instance.save_state(piece.data(), &n); failed != NT_OK) return failed;
    writer.put(piece);
    return NT_OK;
  });
  if (status != NT_OK) return status;
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
  reader.expect(static_cast<uint64_t>(stages_.size()));
  std::vector<uint8_t> piece;
  const auto status = each_piece([&](const Stage& stage, Instance& instance) {
    for (const uint32_t channel : stage.channels) reader.expect(channel);
    uint64_t n = 0;
    reader.get(n);
    if (!reader.ok() || n > size) return fail_static(NT_MALFORMED, "the state is of another graph, or truncated");
    piece.resize(n);
    reader.get(piece);
    if (!reader.ok()) return fail_static(NT_MALFORMED, "the state is truncated");
    return instance.load_state(piece.data(), piece.size());
  });
  if (status != NT_OK) return status;
  return reader.ok() && reader.at_end() ? NT_OK : fail_static(NT_MALFORMED, "the state is of another graph, or longer");
}

void Graph::inherit(const Graph& old) noexcept {
  if (!active_ || !old.active_ || stages_.size() != old.stages_.size()) return;
  for (size_t k = 0; k < stages_.size(); ++k)
    if (stages_[k].channels == old.stages_[k].channels)
      stages_[k].processor->instance.inherit(old.stages_[k].processor->instance);
}

nt_status Graph::gain_history(uint32_t index, float* gain_db, uint32_t capacity, uint32_t* got) noexcept {
  if (index >= stages_.size()) return fail_static(NT_INVALID_ARGUMENT, "the graph has no processor of that index");
  return stages_[index].processor->instance.gain_history(gain_db, capacity, got);
}

}  // namespace nt::graph
