#include "capture/pulse/record_stream.hpp"

#include <algorithm>
#include <cmath>

#include "abi/guard.hpp"
#include "system/pulse/forms.hpp"

namespace nt::capture {
namespace {

RecordStream& self(void* p) { return *static_cast<RecordStream*>(p); }

}  // namespace

RecordShape RecordShape::of(const pa_sample_spec& spec, const pa_channel_map& map, const nt_capture_request& request) {
  RecordShape shape;
  const auto own = form_for(spec.format);
  shape.samples = own;
  if (request.samples != 0 && (request.samples & bit(own)) == 0) {
    // The server converts, and then to the most bits.
    const auto* const found =
        std::find_if(pulse_order.begin(), pulse_order.end(), [&](auto s) { return (request.samples & bit(s)) != 0; });
    if (found == pulse_order.end())
      throw Error(NT_UNSUPPORTED, "PulseAudio gives " + names_of(pulse_forms) + ", not " + names_of(request.samples));
    shape.samples = *found;
  }
  const double rate = request.sample_rate != 0 ? request.sample_rate : spec.rate;
  const uint32_t channels = request.channels != 0 ? request.channels : spec.channels;
  if (channels > PA_CHANNELS_MAX || rate > PA_RATE_MAX || rate != std::floor(rate))
    throw Error(NT_UNSUPPORTED, "PulseAudio gives up to 32 channels and whole rates up to 384000 Hz");
  shape.spec = {pulse_format(shape.samples), static_cast<uint32_t>(rate), static_cast<uint8_t>(channels)};
  if (channels == spec.channels)
    shape.map = map;
  else
    pulse().pa_channel_map_init_extend(&shape.map, channels, PA_CHANNEL_MAP_WAVEEX);
  return shape;
}

bool RecordStream::connect(const Target& target, std::function<void()> ready, std::function<void()> ended) {
  const auto& p = pulse();
  disconnect();
  ready_ = std::move(ready);
  ended_ = std::move(ended);
  answers_ = 0;
  stream_ = p.pa_stream_new(connection_.context(), "capture", &shape_.spec, &shape_.map);
  if (stream_ == nullptr) return false;
  if (target.player != PA_INVALID_INDEX && p.pa_stream_set_monitor_stream(stream_, target.player) < 0) return false;
  p.pa_stream_set_state_callback(
      stream_, [](pa_stream*, void* d) { self(d).change_state(); }, this);
  p.pa_stream_set_read_callback(
      stream_, [](pa_stream*, size_t, void* d) { self(d).read(); }, this);
  p.pa_stream_set_moved_callback(
      stream_, [](pa_stream*, void* d) { self(d).look(); }, this);
  pa_buffer_attr attr{};
  attr.maxlength = attr.tlength = attr.prebuf = attr.minreq = static_cast<uint32_t>(-1);
  attr.fragsize = static_cast<uint32_t>(std::max(target.latency_s * shape_.spec.rate, 1.0)) * shape_.frame_bytes();
  auto flags = PA_STREAM_INTERPOLATE_TIMING | PA_STREAM_AUTO_TIMING_UPDATE | PA_STREAM_ADJUST_LATENCY;
  if (target.is_corked) flags |= PA_STREAM_START_CORKED;
  // Who names a source does not want to hear another one when it goes.
  if (!target.may_move) flags |= PA_STREAM_DONT_MOVE;
  return p.pa_stream_connect_record(stream_, target.source, &attr, static_cast<pa_stream_flags_t>(flags)) >= 0;
}

void RecordStream::change_state() {
  const auto state = pulse().pa_stream_get_state(stream_);
  if (state == PA_STREAM_READY) {
    look();
    if (ready_) ready_();
  } else if (!PA_STREAM_IS_GOOD(state)) {
    if (ended_) ended_();
  }
}

bool RecordStream::is_ready() const {
  return stream_ != nullptr && pulse().pa_stream_get_state(stream_) == PA_STREAM_READY;
}

uint32_t RecordStream::fragment() const {
  const auto* const attr = pulse().pa_stream_get_buffer_attr(stream_);
  return attr == nullptr ? 0 : attr->fragsize / shape_.frame_bytes();
}

void RecordStream::uncork() {
  if (auto* operation = pulse().pa_stream_cork(stream_, 0, nullptr, nullptr)) pulse().pa_operation_unref(operation);
}

void RecordStream::read() noexcept {
  const auto& p = pulse();
  pa_usec_t latency = 0;
  int is_negative = 0;
  if (p.pa_stream_get_latency(stream_, &latency, &is_negative) == 0)
    intake_.set_delay(is_negative != 0 ? 0
                                       : static_cast<int64_t>(static_cast<double>(latency) * 1e-6 * shape_.spec.rate));
  for (;;) {
    const void* data = nullptr;
    size_t bytes = 0;
    if (p.pa_stream_peek(stream_, &data, &bytes) < 0 || bytes == 0) return;
    const auto frames = static_cast<uint32_t>(bytes / shape_.frame_bytes());
    if (data != nullptr)
      intake_.push(data, frames);
    else
      intake_.push_hole(frames);
    if (p.pa_stream_drop(stream_) < 0) return;
  }
}

void RecordStream::look() {
  if (!is_ready()) return;
  const auto& p = pulse();
  if (auto* operation = p.pa_context_get_source_info_by_index(
          connection_.context(), p.pa_stream_get_device_index(stream_),
          [](pa_context*, const pa_source_info* info, int, void* d) {
            auto& s = self(d);
            if (info == nullptr) {
              s.answers_.fetch_add(1, std::memory_order_release);
              return;
            }
            const auto source = read_source(*info);
            s.source_is_exact_ = source.is_unity && source.spec.format == s.shape_.spec.format &&
                                 source.spec.rate == s.shape_.spec.rate &&
                                 source.spec.channels == s.shape_.spec.channels &&
                                 pulse().pa_channel_map_equal(&source.map, &s.shape_.map) != 0;
          },
          this))
    p.pa_operation_unref(operation);
  if (auto* operation = p.pa_context_get_source_output_info(
          connection_.context(), p.pa_stream_get_index(stream_),
          [](pa_context*, const pa_source_output_info* info, int, void* d) {
            auto& s = self(d);
            if (info == nullptr) {
              s.answers_.fetch_add(1, std::memory_order_release);
              return;
            }
            // One whose volume cannot be set has none.
            s.is_unity_ = info->mute == 0 && (info->has_volume == 0 ||
                                              pulse().pa_cvolume_channels_equal_to(&info->volume, PA_VOLUME_NORM) != 0);
          },
          this))
    p.pa_operation_unref(operation);
}

void RecordStream::disconnect() noexcept {
  if (stream_ == nullptr) return;
  const auto& p = pulse();
  p.pa_stream_set_state_callback(stream_, nullptr, nullptr);
  p.pa_stream_set_read_callback(stream_, nullptr, nullptr);
  p.pa_stream_set_moved_callback(stream_, nullptr, nullptr);
  p.pa_stream_disconnect(stream_);
  p.pa_stream_unref(stream_);
  stream_ = nullptr;
}

}  // namespace nt::capture
