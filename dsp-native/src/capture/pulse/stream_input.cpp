#include "capture/pulse/stream_input.hpp"

#include "abi/guard.hpp"

namespace nt::capture {
namespace {

constexpr double open_patience_s = 5;

}  // namespace

StreamInput::StreamInput(const nt_capture_request& request)
    : connection_(client_name(request.client_name), false, open_patience_s) {}

void StreamInput::agree_on(const pa_sample_spec& spec, const pa_channel_map& map, const nt_capture_request& request) {
  const auto shape = RecordShape::of(spec, map, request);
  agree(request, shape.samples, shape.spec.channels, shape.spec.rate, 0, request.latency_s, false);
  stream_ = std::make_unique<RecordStream>(connection_, *intake_, shape);
}

void StreamInput::leave() noexcept {
  const PulseConnection::Lock lock(connection_);
  pulse().pa_context_set_state_callback(connection_.context(), nullptr, nullptr);
  pulse().pa_context_set_subscribe_callback(connection_.context(), nullptr, nullptr);
  stream_->disconnect();
}

void StreamInput::watch_server() {
  pulse().pa_context_set_state_callback(
      connection_.context(),
      [](pa_context* c, void* d) {
        if (!PA_CONTEXT_IS_GOOD(pulse().pa_context_get_state(c)))
          static_cast<StreamInput*>(d)->lose("the server has gone");
      },
      this);
}

void StreamInput::watch_changes(int mask, pa_context_subscribe_cb_t changed, void* owner) {
  pulse().pa_context_set_subscribe_callback(connection_.context(), changed, owner);
  if (auto* operation = pulse().pa_context_subscribe(connection_.context(), static_cast<pa_subscription_mask_t>(mask),
                                                     nullptr, nullptr))
    pulse().pa_operation_unref(operation);
}

void StreamInput::read_period() {
  format_.period_frames = stream_->fragment();
  format_.latency_s = stream_->fragment() / format_.sample_rate;
}

void StreamInput::lose(const std::string& what) {
  const int error = pulse().pa_context_errno(connection_.context());
  const std::string why = error == PA_OK ? "" : " (" + connection_.error() + ")";
  intake_->lose(("PulseAudio: " + what + why).c_str());
}

}  // namespace nt::capture
