#include "capture/pulse/pulse_input.hpp"

#include "abi/guard.hpp"
#include "capture/pulse/stream_input.hpp"

namespace nt::capture {
namespace {

class PulseInput final : public StreamInput {
 public:
  PulseInput(const std::string& address, const nt_capture_request& request);
  ~PulseInput() override { leave(); }
  void start() override {
    const PulseConnection::Lock lock(connection_);
    if (intake_->state() == NT_CAPTURE_LOST) throw Error(NT_IO, intake_->fault());
    intake_->begin();
    stream_->uncork();
  }
};

PulseInput::PulseInput(const std::string& address, const nt_capture_request& request) : StreamInput(request) {
  const auto source = connection_.source(address);
  agree_on(source.spec, source.map, request);
  try {
    bool is_refused = false;
    {
      const PulseConnection::Lock lock(connection_);
      watch_server();
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
    read_period();
    watch_changes(
        PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT,
        [](pa_context*, pa_subscription_event_type_t, uint32_t, void* d) {
          static_cast<PulseInput*>(d)->stream_->look();
        },
        this);
  } catch (...) {
    leave();
    throw;
  }
}

}  // namespace

std::unique_ptr<Input> open_pulse(const std::string& address, const nt_capture_request& request) {
  if ((request.flags & NT_CAPTURE_FOLLOW) != 0)
    throw Error(NT_INVALID_ARGUMENT, "only an application can be followed from stream to stream");
  return std::make_unique<PulseInput>(address, request);
}

}  // namespace nt::capture
