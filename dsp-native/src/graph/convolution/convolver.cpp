#include "graph/convolution/convolver.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <type_traits>

#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "rt/checksum.hpp"
#include "rt/denormals.hpp"
#include "rt/finite.hpp"
#include "rt/sealed_state.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t state_magic = 0x5643544e;  // "NTCV"
constexpr uint32_t state_version = 1;

[[noreturn]] void refuse(const std::string& text) { throw Error(NT_INVALID_ARGUMENT, text); }

std::vector<std::vector<double>> copy_impulses(const nt_convolver_impulses& impulses) {
  require_range("impulses.count", impulses.count, 1, NT_CONVOLVER_MAX_IMPULSES);
  require_range("impulses.length", impulses.length, 1, NT_CONVOLVER_MAX_TAPS);
  if (impulses.taps == nullptr) refuse("impulses.taps is null");
  std::vector<std::vector<double>> copied;
  for (uint32_t i = 0; i < impulses.count; ++i) {
    const double* taps = impulses.taps[i];
    if (taps == nullptr) refuse("a plane of impulses.taps is null");
    if (!is_finite(taps, impulses.length)) throw Error(NT_NOT_FINITE, "an impulse holds NaN or infinity");
    copied.emplace_back(taps, taps + impulses.length);
  }
  return copied;
}

std::vector<partitioned::Route> copy_routes(const nt_convolver_params& params, uint32_t impulses) {
  require_range("route_count", params.route_count, 1, NT_CONVOLVER_MAX_ROUTES);
  if (params.routes == nullptr) refuse("routes is null");
  std::vector<partitioned::Route> routes;
  for (uint32_t r = 0; r < params.route_count; ++r) {
    const auto& route = params.routes[r];
    if (route.input >= params.inputs || route.output >= params.outputs || route.impulse >= impulses)
      refuse("route " + std::to_string(r) + " names an input, output or impulse that does not exist");
    routes.push_back({route.input, route.output, route.impulse});
  }
  const auto key = [](const partitioned::Route& r) { return std::tuple(r.output, r.input, r.impulse); };
  std::sort(routes.begin(), routes.end(), [&](auto& a, auto& b) { return key(a) < key(b); });
  if (std::adjacent_find(routes.begin(), routes.end(), [&](auto& a, auto& b) { return key(a) == key(b); }) !=
      routes.end())
    refuse("a route stands twice");
  return routes;
}

void check(const nt_convolver_params& params) {
  require_range("sample_rate", params.sample_rate, NT_MIN_SAMPLE_RATE, NT_MAX_SAMPLE_RATE);
  require_range("inputs", params.inputs, 1, NT_MAX_CHANNELS);
  require_range("outputs", params.outputs, 1, NT_MAX_CHANNELS);
  require_range("block", params.block, NT_CONVOLVER_MIN_BLOCK, NT_CONVOLVER_MAX_BLOCK);
  if (!std::has_single_bit(params.block)) refuse("block = " + std::to_string(params.block) + " is no power of two");
  require_range("calls", params.calls, NT_CONVOLVER_BLOCKS, NT_CONVOLVER_DIRECT);
  require_range("mode", params.mode, NT_CONVOLVER_OFFLINE, NT_CONVOLVER_LIVE);
  require_range("precision", params.precision, NT_CONVOLVER_F64, NT_CONVOLVER_F32);
  require_range("background", params.background, 0, 1);
  require_range("fade_frames", params.fade_frames, 1, NT_CONVOLVER_MAX_FADE);
  require_range("longest", params.longest, 0, NT_CONVOLVER_MAX_TAPS);
}

}  // namespace

Convolver::Convolver(const nt_convolver_params& params, const nt_convolver_impulses& impulses) : params_(params) {
  check(params);
  partitioned::Matrix matrix{params.inputs, params.outputs, {}, copy_impulses(impulses)};
  matrix.routes = copy_routes(params, impulses.count);
  impulses_ = impulses.count;
  params_.routes = nullptr;
  digest_ = checksum(checksum_start, &params.sample_rate, sizeof params.sample_rate);
  for (const uint32_t value : {params.inputs, params.outputs, params.block, static_cast<uint32_t>(params.calls),
                               static_cast<uint32_t>(params.precision)})
    digest_ = checksum(digest_, &value, sizeof value);
  digest_ = checksum(digest_, matrix.routes.data(), matrix.routes.size() * sizeof(partitioned::Route));
  for (const auto& taps : matrix.impulses) digest_ = checksum(digest_, taps.data(), taps.size() * sizeof(double));
  const partitioned::StreamSetup setup{params.sample_rate,
                                       params.block,
                                       static_cast<partitioned::Calls>(params.calls),
                                       params.mode == NT_CONVOLVER_LIVE,
                                       params.background != 0,
                                       params.fade_frames,
                                       params.longest};
  if (params.precision == NT_CONVOLVER_F64)
    f64_ = std::make_unique<partitioned::Stream<double>>(std::move(matrix), setup);
  else
    f32_ = std::make_unique<partitioned::Stream<float>>(std::move(matrix), setup);
}

template <class S>
nt_status Convolver::process(const S* const* in, S* const* out, uint32_t frames) noexcept {
  if (frames > NT_MAX_BLOCK_FRAMES) return fail_static(NT_INVALID_ARGUMENT, "frames is more than 65536");
  if (params_.calls == NT_CONVOLVER_BLOCKS && frames % params_.block != 0)
    return fail_static(NT_INVALID_ARGUMENT, "frames is no multiple of the block, as NT_CONVOLVER_BLOCKS asks for");
  if (frames == 0) return NT_OK;
  if (in == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "in or out is null");
  for (uint32_t c = 0; c < params_.inputs; ++c) {
    if (in[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
    if (!is_finite(in[c], frames)) return fail_static(NT_NOT_FINITE, "the input holds NaN or infinity");
  }
  for (uint32_t c = 0; c < params_.outputs; ++c)
    if (out[c] == nullptr) return fail_static(NT_INVALID_ARGUMENT, "a plane is null");
  const FlushDenormals flush;
  if (f64_ != nullptr)
    f64_->process(in, out, frames);
  else
    f32_->process(in, out, frames);
  return NT_OK;
}

template nt_status Convolver::process(const float* const*, float* const*, uint32_t) noexcept;
template nt_status Convolver::process(const double* const*, double* const*, uint32_t) noexcept;

void Convolver::reset() noexcept {
  if (f64_ != nullptr)
    f64_->reset();
  else
    f32_->reset();
}

nt_status Convolver::swap(const nt_convolver_impulses& impulses) {
  if (params_.mode != NT_CONVOLVER_LIVE)
    return fail_static(NT_UNSUPPORTED,
                       "impulses are swapped in NT_CONVOLVER_LIVE only: a render must not depend on when");
  auto copied = copy_impulses(impulses);
  if (impulses.count != impulses_) refuse("impulses.count is not that of create");
  const FlushDenormals flush;
  const bool taken = f64_ != nullptr ? f64_->swap(std::move(copied)) : f32_->swap(std::move(copied));
  return taken ? NT_OK : fail_static(NT_BAD_STATE, "the swap before is not over");
}

void Convolver::describe(nt_convolver_info& info) const noexcept {
  const auto report = f64_ != nullptr ? f64_->report() : f32_->report();
  info = {};
  info.latency = static_cast<uint32_t>(report.latency);
  info.taps = static_cast<uint32_t>(report.taps);
  info.tail = report.taps - 1;
  info.late_frames = report.late_frames;
  info.swaps = report.swaps;
  info.swaps_failed = report.swaps_failed;
  info.swapping = report.swapping ? 1 : 0;
}

nt_status Convolver::save_state(void* bytes, size_t* size) const {
  if (size == nullptr) return fail_static(NT_INVALID_ARGUMENT, "size is null");
  if (params_.mode != NT_CONVOLVER_OFFLINE)
    return fail_static(NT_UNSUPPORTED, "a live stream has no state to be saved");
  const auto write = [this](StateWriter& writer) {
    writer.put(state_magic);
    writer.put(state_version);
    writer.put(digest_);
    if (f64_ != nullptr)
      f64_->save(writer);
    else
      f32_->save(writer);
  };
  return seal_state(bytes, size, write) ? NT_OK : fail_static(NT_LIMIT, "the buffer is smaller than the state");
}

nt_status Convolver::load_state(const void* bytes, size_t size) {
  if (bytes == nullptr) return fail_static(NT_INVALID_ARGUMENT, "bytes is null");
  if (params_.mode != NT_CONVOLVER_OFFLINE) return fail_static(NT_UNSUPPORTED, "a live stream takes no state");
  reset();
  auto reader = unseal_state(bytes, size);
  if (!reader) return fail_static(NT_MALFORMED, "the state is truncated or damaged");
  reader->expect(state_magic);
  reader->expect(state_version);
  reader->expect(digest_);
  if (!reader->ok()) return fail_static(NT_MALFORMED, "the state is of another version, setting or impulse");
  const FlushDenormals flush;
  if (f64_ != nullptr)
    f64_->load(*reader);
  else
    f32_->load(*reader);
  if (reader->ok() && reader->at_end()) return NT_OK;
  reset();
  return fail_static(NT_MALFORMED, "the state is truncated or damaged");
}

}  // namespace nt::graph
