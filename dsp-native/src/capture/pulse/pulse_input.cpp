#include "capture/pulse/pulse_input.hpp"

#include "abi/guard.hpp"
#include "capture/pulse/record_stream.hpp"

namespace nt::capture {
namespace {

constexpr double open_patience_s = 5;

class PulseInput final : public Input {
 public:
  PulseInput(const std::string& address, const nt_capture_request& request);
  ~PulseInput() override;
  void start() override {
    const PulseConnection::Lock lock(connection_);
    if (intake_->state() == NT_CAPTURE_LOST) throw Error(NT_IO, intake_->fault());
    intake_->begin();
    stream_->uncork();
  }
  [[nodiscard]] nt_capture_format format() const override {
    auto f = format_;
    f.is_exact = stream_->is_exact() ? 1 : 0;
    return f;
  }

 private:
  void lose(const std::string& what) {
    const int error = pulse().pa_context_errno(connection_.context());
    const std::string why = error == PA_OK ? "" : " (" + connection_.error() + ")";
    intake_->lose(("PulseAudio: " + what + why).c_str());
  }

  PulseConnection connection_;
  std::unique_ptr<RecordStream> stream_;
};

PulseInput::PulseInput(const std::string& address, const nt_capture_request& request)
    : connection_(client_name(request.client_name), false, open_patience_s) {
  const auto source = connection_.source(address);
  const auto shape = RecordShape::of(source.spec, source.map, request);
  agree(request, shape.samples, shape.spec.channels, shape.spec.rate, 0, request.latency_s, false);
  stream_ = std::make_unique<RecordStream>(connection_, *intake_, shape);
  try {
    bool is_refused = false;
    {
      const PulseConnection::Lock lock(connection_);
      pulse().pa_context_set_state_callback(
          connection_.context(),
          [](pa_context* c, void* d) {
            if (!PA_CONTEXT_IS_GOOD(pulse().pa_context_get_state(c)))
              static_cast<PulseInput*>(d)->lose("the server has gone");
          },
          this);
      is_refused = !stream_->connect(
          {.source = source.name.c_str(), .may_move = address.empty(), .latency_s = request.latency_s}, nullptr,
          [this, name = source.name] { lose("the source " + name + " has gone"); });
    }
    connection_.wait([&] { return is_refused || stream_->is_ready() || intake_->state() == NT_CAPTURE_LOST; });
    const auto is_ready = [&] {
      const PulseConnection::Lock lock(connection_);
      return !is_refused && stream_->is_ready();
    };
    if (!is_ready()) throw Error(NT_IO, "PulseAudio refuses the stream: " + connection_.error());
    if (!connection_.wait([&] { return stream_->has_looked(); }))
      throw Error(NT_IO, "the PulseAudio server does not answer");
    if ((request.flags & NT_CAPTURE_EXACT) != 0 && !stream_->is_exact())
      throw Error(NT_UNSUPPORTED, "the source " + source.name + " would be changed on its way: " +
                                      (source.is_unity ? "it runs another form than was asked for"
                                                       : "its volume is not 100 %, or it is muted"));
    const PulseConnection::Lock lock(connection_);
    format_.period_frames = stream_->fragment();
    format_.latency_s = stream_->fragment() / format_.sample_rate;
    pulse().pa_context_set_subscribe_callback(
        connection_.context(),
        [](pa_context*, pa_subscription_event_type_t, uint32_t, void* d) {
          static_cast<PulseInput*>(d)->stream_->look();
        },
        this);
    if (auto* operation = pulse().pa_context_subscribe(
            connection_.context(),
            static_cast<pa_subscription_mask_t>(PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT),
            nullptr, nullptr))
      pulse().pa_operation_unref(operation);
  } catch (...) {
    const PulseConnection::Lock lock(connection_);
    stream_->disconnect();
    pulse().pa_context_set_state_callback(connection_.context(), nullptr, nullptr);
    throw;
  }
}

PulseInput::~PulseInput() {
  const PulseConnection::Lock lock(connection_);
  pulse().pa_context_set_state_callback(connection_.context(), nullptr, nullptr);
  pulse().pa_context_set_subscribe_callback(connection_.context(), nullptr, nullptr);
  stream_->disconnect();
}

}  // namespace

std::unique_ptr<Input> open_pulse(const std::string& address, const nt_capture_request& request) {
  if ((request.flags & NT_CAPTURE_FOLLOW) != 0)
    throw Error(NT_INVALID_ARGUMENT, "only an application can be followed from stream to stream");
  return std::make_unique<PulseInput>(address, request);
}

}  // namespace nt::capture
