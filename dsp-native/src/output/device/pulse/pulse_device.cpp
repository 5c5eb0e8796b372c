#include "output/device/pulse/pulse_device.hpp"

#include <algorithm>
#include <cmath>

#include "abi/guard.hpp"
#include "system/pulse/connection.hpp"
#include "system/pulse/forms.hpp"

namespace nt::device {
namespace {

constexpr double open_patience_s = 5;

class PulseDevice final : public Device {
 public:
  PulseDevice(const std::string& sink_name, const nt_device_request& request);
  ~PulseDevice() override;
  void start() override;
  [[nodiscard]] nt_device_format format() const override {
    auto f = format_;
    f.is_exact = sink_is_exact_.load(std::memory_order_relaxed) && stream_is_unity_.load(std::memory_order_relaxed);
    return f;
  }

 private:
  void connect(const nt_device_request& request, nt_device_samples samples, const std::string& sink_name);
  void disconnect() noexcept;
  void write(uint32_t low);
  void drain();
  /// Asks for the volumes anew; the answers come to the callbacks.
  void look();
  [[nodiscard]] bool is_exact(const PulseSink& sink) const;
  void lose(const char* what);

  PulseConnection connection_;
  pa_stream* stream_ = nullptr;
  pa_sample_spec spec_{};
  pa_channel_map map_{};
  uint32_t buffer_ = 0, low_ = 0;  // frames: of the server's buffer, and below which silence is better than running dry
  bool is_draining_ = false;       // [the connection's thread]
  std::atomic<bool> sink_is_exact_{false}, stream_is_unity_{false};
};

/// The sink's own form first. DSD in PCM survives no conversion: only where the sink takes the very words. Throws
/// NT_UNSUPPORTED.
nt_device_samples choose_for(const PulseSink& sink, const nt_device_request& request) {
  std::vector<nt_device_samples> order;
  uint32_t there = pulse_forms;
  for (const auto samples : pulse_order) {
    const bool is_own = pulse_format(samples) == sink.spec.format;
    order.insert(is_own ? order.begin() : order.end(), samples);
    for (const auto dop : {NT_DEVICE_DOP_S24_3, NT_DEVICE_DOP_S24, NT_DEVICE_DOP_S32})
      if (is_own && carrier(dop) == samples && sink.spec.rate == device_rate(dop, request.sample_rate)) {
        order.push_back(dop);
        there |= bit(dop);
      }
  }
  return choose(request, there, order, "the sink " + sink.name);
}

PulseDevice& self(void* p) { return *static_cast<PulseDevice*>(p); }

PulseDevice::PulseDevice(const std::string& sink_name, const nt_device_request& request)
    : connection_(client_name(request.client_name), true, open_patience_s) {
  const PulseSink sink = connection_.sink(sink_name);
  const auto samples = choose_for(sink, request);
  const double rate = device_rate(samples, request.sample_rate);
  if (request.channels > PA_CHANNELS_MAX || rate > PA_RATE_MAX || rate != std::floor(rate))
    throw Error(NT_UNSUPPORTED, "PulseAudio takes up to 32 channels and whole rates up to 384000 Hz");
  spec_ = {pulse_format(samples), static_cast<uint32_t>(rate), static_cast<uint8_t>(request.channels)};
  if (sink.spec.channels == spec_.channels)
    map_ = sink.map;  // nothing to be moved about
  else
    pulse().pa_channel_map_init_extend(&map_, spec_.channels, PA_CHANNEL_MAP_WAVEEX);
  const bool must_be_exact = (request.flags & NT_DEVICE_EXACT) != 0 || form_of(samples).coding == Coding::dop;
  const auto refuse = [&](const std::string& why) {
    throw Error(NT_UNSUPPORTED, "the sink " + sink.name + " would change samples: " + why);
  };
  if (must_be_exact && !is_exact(sink))
    refuse(sink.is_unity ? "it runs " + std::to_string(sink.spec.channels) + " channels at " +
                               std::to_string(sink.spec.rate) + " Hz in another form"
                         : "its volume is not 100 %, or it is muted");
  sink_is_exact_ = is_exact(sink);
  try {
    connect(request, samples, sink_name);
    const PulseConnection::Lock lock(connection_);
    const auto* attr = pulse().pa_stream_get_buffer_attr(stream_);
    const auto frame = static_cast<uint32_t>(pulse().pa_frame_size(&spec_));
    buffer_ = attr->tlength / frame;
    agree(request, samples, buffer_, std::max(attr->minreq / frame, 1u), sink_is_exact_);
    // The sink takes a quarter at once and is asked again a quarter later: less than three would run dry.
    low_ = buffer_ - buffer_ / 4;
    look();
  } catch (...) {
    disconnect();
    throw;
  }
  // The volume a stream is given by the server's memory of it is known only now.
  enum class Unity { unknown, yes, no };
  std::atomic<Unity> unity{Unity::unknown};
  pa_operation* operation = nullptr;
  {
    const PulseConnection::Lock lock(connection_);
    operation = pulse().pa_context_get_sink_input_info(
        connection_.context(), pulse().pa_stream_get_index(stream_),
        [](pa_context*, const pa_sink_input_info* info, int, void* to) {
          if (info == nullptr) return;
          const bool is_unity =
              info->mute == 0 && pulse().pa_cvolume_channels_equal_to(&info->volume, PA_VOLUME_NORM) != 0;
          *static_cast<std::atomic<Unity>*>(to) = is_unity ? Unity::yes : Unity::no;
        },
        &unity);
  }
  const bool is_answered = operation != nullptr && connection_.wait([&] { return unity != Unity::unknown; });
  if (operation != nullptr) {
    const PulseConnection::Lock lock(connection_);
    pulse().pa_operation_cancel(operation);
    pulse().pa_operation_unref(operation);
  }
  stream_is_unity_ = unity == Unity::yes;
  if (must_be_exact && !stream_is_unity_) {
    disconnect();
    if (!is_answered) throw Error(NT_IO, "the PulseAudio server does not answer");
    refuse("it gives this stream a volume that is not 100 %");
  }
}

bool PulseDevice::is_exact(const PulseSink& sink) const {
  return sink.is_unity && sink.spec.format == spec_.format && sink.spec.rate == spec_.rate &&
         sink.spec.channels == spec_.channels && pulse().pa_channel_map_equal(&sink.map, &map_) != 0;
}

void PulseDevice::connect(const nt_device_request& request, nt_device_samples samples, const std::string& sink_name) {
  const auto& p = pulse();
  {
    const PulseConnection::Lock lock(connection_);
    stream_ = p.pa_stream_new(connection_.context(), request.stream_title != nullptr ? request.stream_title : "music",
                              &spec_, &map_);
    if (stream_ == nullptr) throw Error(NT_UNSUPPORTED, "PulseAudio takes no such stream: " + connection_.error());
    const auto frame = static_cast<uint32_t>(p.pa_frame_size(&spec_));
    // Half of the latency, so that a full ring fills it at the start.
    const double rest = request.latency_s - request.buffer_frames / ring_rate(samples, request.sample_rate);
    const double seconds = request.buffer_frames == 0 ? request.latency_s / 2 : std::max(rest, request.latency_s / 4);
    const auto length = static_cast<uint32_t>(std::max(seconds * spec_.rate, 16.0));
    pa_buffer_attr attr{};
    attr.maxlength = static_cast<uint32_t>(-1);
    attr.fragsize = static_cast<uint32_t>(-1);
    attr.tlength = length * frame;
    attr.minreq = length / 4 * frame;
    // After running dry it goes on as soon as a period is there: nothing that was written is lost.
    attr.prebuf = attr.minreq;
    auto flags =
        PA_STREAM_START_CORKED | PA_STREAM_INTERPOLATE_TIMING | PA_STREAM_AUTO_TIMING_UPDATE | PA_STREAM_ADJUST_LATENCY;
    // Who names a sink does not want to be heard from another one when it goes.
    if (!sink_name.empty() || (request.flags & NT_DEVICE_EXACT) != 0) flags |= PA_STREAM_DONT_MOVE;
    p.pa_stream_set_state_callback(
        stream_,
        [](pa_stream* s, void* d) {
          if (!PA_STREAM_IS_GOOD(pulse().pa_stream_get_state(s))) self(d).lose("its stream was ended");
        },
        this);
    p.pa_context_set_state_callback(
        connection_.context(),
        [](pa_context* c, void* d) {
          if (!PA_CONTEXT_IS_GOOD(pulse().pa_context_get_state(c))) self(d).lose("the server has gone");
        },
        this);
    p.pa_stream_set_underflow_callback(
        stream_,
        [](pa_stream*, void* d) {
          if (!self(d).is_draining_ && self(d).feed_->state() == NT_DEVICE_RUNNING) self(d).feed_->count_xrun(0);
        },
        this);
    p.pa_stream_set_moved_callback(
        stream_, [](pa_stream*, void* d) { self(d).look(); }, this);
    if (p.pa_stream_connect_playback(stream_, sink_name.empty() ? nullptr : sink_name.c_str(), &attr,
                                     static_cast<pa_stream_flags_t>(flags), nullptr, nullptr) < 0)
      throw Error(NT_IO, "PulseAudio refuses the stream: " + connection_.error());
  }
  bool is_ready = false;
  connection_.wait([&] {
    const auto state = p.pa_stream_get_state(stream_);
    is_ready = state == PA_STREAM_READY;
    return is_ready || !PA_STREAM_IS_GOOD(state);
  });
  if (!is_ready) throw Error(NT_IO, "PulseAudio refuses the stream: " + connection_.error());
  const PulseConnection::Lock lock(connection_);
  p.pa_context_set_subscribe_callback(
      connection_.context(), [](pa_context*, pa_subscription_event_type_t, uint32_t, void* d) { self(d).look(); },
      this);
  if (auto* operation = p.pa_context_subscribe(
          connection_.context(),
          static_cast<pa_subscription_mask_t>(PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SINK_INPUT), nullptr,
          nullptr))
    p.pa_operation_unref(operation);
}

void PulseDevice::look() {
  const auto& p = pulse();
  auto* const context = connection_.context();
  if (auto* operation = p.pa_context_get_sink_info_by_index(
          context, p.pa_stream_get_device_index(stream_),
          [](pa_context*, const pa_sink_info* info, int, void* d) {
            if (info != nullptr) self(d).sink_is_exact_ = self(d).is_exact(read_sink(*info));
          },
          this))
    p.pa_operation_unref(operation);
  if (auto* operation = p.pa_context_get_sink_input_info(
          context, p.pa_stream_get_index(stream_),
          [](pa_context*, const pa_sink_input_info* info, int, void* d) {
            if (info != nullptr)
              self(d).stream_is_unity_ =
                  info->mute == 0 && pulse().pa_cvolume_channels_equal_to(&info->volume, PA_VOLUME_NORM) != 0;
          },
          this))
    p.pa_operation_unref(operation);
}

void PulseDevice::start() {
  const PulseConnection::Lock lock(connection_);
  feed_->begin();
  pulse().pa_stream_set_write_callback(
      stream_, [](pa_stream*, size_t, void* d) { self(d).write(self(d).low_); }, this);
  // A ring that is smaller than the buffer gives what it has; the rest comes with the next requests.
  const auto ring = static_cast<uint32_t>(nt_ring_remaining(feed_->ring()) + nt_ring_available(feed_->ring()));
  write(std::min(low_, ring / feed_->form().ring_frames));
  if (auto* operation = pulse().pa_stream_cork(stream_, 0, nullptr, nullptr)) pulse().pa_operation_unref(operation);
}

/// Whatever the server has room for and the ring can give. [the connection's thread]
void PulseDevice::write(uint32_t low) {
  const auto& p = pulse();
  if (is_draining_ || feed_->state() != NT_DEVICE_RUNNING) return;
  const size_t frame = feed_->frame_bytes(), writable = p.pa_stream_writable_size(stream_);
  if (writable == static_cast<size_t>(-1)) return;
  auto room = static_cast<uint32_t>(writable / frame);
  const uint32_t level = room < buffer_ ? buffer_ - room : 0;
  uint32_t needed = level < low ? std::min(low - level, room) : 0;
  while (room > 0) {
    void* to = nullptr;
    size_t bytes = room * frame;
    if (p.pa_stream_begin_write(stream_, &to, &bytes) < 0 || to == nullptr) break;
    const auto part = std::min(room, static_cast<uint32_t>(bytes / frame));
    const uint32_t frames = feed_->pull(to, part, std::min(needed, part));
    // With nothing to write the memory that was lent stays with the stream for the next time.
    if (frames == 0) break;
    if (p.pa_stream_write(stream_, to, frames * frame, nullptr, 0, PA_SEEK_RELATIVE) < 0) break;
    room -= frames;
    needed -= std::min(needed, frames);
    if (frames < part) break;
  }
  pa_usec_t latency = 0;
  int is_negative = 0;
  if (p.pa_stream_get_latency(stream_, &latency, &is_negative) == 0 && is_negative == 0)
    feed_->set_delay(static_cast<int64_t>(static_cast<double>(latency) * 1e-6 * spec_.rate));
  if (feed_->has_ended()) drain();
}

void PulseDevice::drain() {
  is_draining_ = true;
  if (auto* operation = pulse().pa_stream_drain(
          stream_,
          [](pa_stream*, int is_done, void* d) {
            if (is_done != 0) self(d).feed_->finish();
          },
          this))
    pulse().pa_operation_unref(operation);
}

void PulseDevice::lose(const char* what) {
  if (feed_ == nullptr) return;
  feed_->lose(("PulseAudio: " + std::string(what) + " (" + connection_.error() + ")").c_str());
}

void PulseDevice::disconnect() noexcept {
  if (stream_ == nullptr) return;
  const auto& p = pulse();
  const PulseConnection::Lock lock(connection_);
  p.pa_context_set_state_callback(connection_.context(), nullptr, nullptr);
  p.pa_context_set_subscribe_callback(connection_.context(), nullptr, nullptr);
  p.pa_stream_set_state_callback(stream_, nullptr, nullptr);
  p.pa_stream_set_write_callback(stream_, nullptr, nullptr);
  p.pa_stream_set_underflow_callback(stream_, nullptr, nullptr);
  p.pa_stream_set_moved_callback(stream_, nullptr, nullptr);
  p.pa_stream_disconnect(stream_);
  p.pa_stream_unref(stream_);
  stream_ = nullptr;
}

PulseDevice::~PulseDevice() { disconnect(); }

}  // namespace

std::unique_ptr<Device> open_pulse(const std::string& address, const nt_device_request& request) {
  return std::make_unique<PulseDevice>(address, request);
}

}  // namespace nt::device
