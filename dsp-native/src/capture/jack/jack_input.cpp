#include "capture/jack/jack_input.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "abi/guard.hpp"
#include "system/jack/client.hpp"

namespace nt::capture {
namespace {

/// The ports that an address means. Throws NT_NOT_FOUND.
std::vector<std::string> outputs_at(const JackClient& client, const std::string& address) {
  auto ports = client.ports_at(address, JackPortIsOutput);
  if (ports.empty())
    throw Error(NT_NOT_FOUND, address.empty() ? "the JACK server has no inputs of hardware"
                                              : "JACK has no client called \"" + address + "\" with outputs");
  if (ports.size() > NT_MAX_CHANNELS) ports.resize(NT_MAX_CHANNELS);
  return ports;
}

class JackInput final : public Input {
 public:
  JackInput(const std::string& address, const nt_capture_request& request);
  void start() override;

  // For the client.
  void process(jack_nframes_t frames) noexcept;
  void be_late() noexcept {
    late_.fetch_add(std::max<int64_t>(std::llround(client_.late_s() * format_.sample_rate), 1));
  }
  void lose(const char* text) noexcept { intake_->lose(text); }

 private:
  std::vector<std::string> sources_;
  std::vector<jack_port_t*> ports_;
  std::atomic<int> connected_{0};
  std::atomic<bool> was_connected_{false};
  std::atomic<int64_t> late_{0};  // frames of xruns that process has not told of
  JackClient client_;             // the first to go: its callbacks use the rest
};

JackInput::JackInput(const std::string& address, const nt_capture_request& request)
    : client_(client_name(request.client_name)) {
  sources_ = outputs_at(client_, address);
  if (request.samples != 0 && (request.samples & bit(NT_DEVICE_F32)) == 0)
    throw Error(NT_UNSUPPORTED, "JACK gives F32, not " + names_of(request.samples));
  const auto rate = client_.sample_rate();
  if (request.sample_rate != 0 && rate != request.sample_rate)
    throw Error(NT_UNSUPPORTED, "the JACK server runs at " + std::to_string(rate) + " Hz and converts nothing");
  const auto channels = request.channels != 0 ? request.channels : static_cast<uint32_t>(sources_.size());
  const auto period = client_.period();
  agree(request, NT_DEVICE_F32, channels, rate, period, static_cast<double>(period) / rate, true);
  ports_ = client_.add_ports("in_", channels, JackPortIsInput);
  client_.serve(*this);
  // A client that goes takes its connections along; process finds that nobody is left.
  jack().jack_set_port_connect_callback(
      client_.get(),
      [](jack_port_id_t from, jack_port_id_t to, int is_connected, void* d) {
        auto& self = *static_cast<JackInput*>(d);
        (void)from;
        jack_port_t* const port = jack().jack_port_by_id(self.client_.get(), to);
        if (port == nullptr || jack().jack_port_is_mine(self.client_.get(), port) == 0) return;
        self.connected_.fetch_add(is_connected != 0 ? 1 : -1);
        if (is_connected != 0) self.was_connected_ = true;
      },
      this);
}

void JackInput::start() {
  // Frames count from when every port is connected.
  client_.activate();
  for (size_t c = 0; c < std::min(ports_.size(), sources_.size()); ++c)
    client_.connect(sources_[c].c_str(), jack().jack_port_name(ports_[c]), sources_[c]);
  intake_->begin();
}

void JackInput::process(jack_nframes_t frames) noexcept {
  const auto& j = jack();
  if (intake_->state() != NT_CAPTURE_RUNNING) return;
  if (was_connected_.load(std::memory_order_relaxed) && connected_.load(std::memory_order_relaxed) <= 0) {
    intake_->lose("JACK: the client that was captured has gone");
    return;
  }
  if (const int64_t late = late_.exchange(0); late > 0) intake_->count_xrun(static_cast<uint64_t>(late));
  std::array<const float*, NT_MAX_CHANNELS> planes;
  for (size_t c = 0; c < ports_.size(); ++c)
    planes[c] = static_cast<const float*>(j.jack_port_get_buffer(ports_[c], frames));
  jack_latency_range_t latency{};
  j.jack_port_get_latency_range(ports_[0], JackCaptureLatency, &latency);
  intake_->set_delay(latency.max);
  intake_->push(planes.data(), frames);
}

}  // namespace

const Backend jack_backend{"jack",
                           [](std::vector<nt_capture_description>& out) {
                             const JackClient client(own_name);
                             for (const auto& peer : client.peers(JackPortIsOutput)) {
                               auto d = description("jack", peer.name, "JACK: " + peer.name,
                                                    peer.is_physical ? NT_CAPTURE_INPUT : NT_CAPTURE_APPLICATION);
                               d.channels = peer.ports;
                               d.is_default = peer.is_physical ? 1 : 0;
                               d.sample_rate = client.sample_rate();
                               d.samples = NT_DEVICE_F32;
                               out.push_back(d);
                             }
                           },
                           [](const std::string& address, const nt_capture_request& request) -> std::unique_ptr<Input> {
                             if ((request.flags & NT_CAPTURE_FOLLOW) != 0)
                               throw Error(NT_INVALID_ARGUMENT,
                                           "only an application's stream to PulseAudio can be followed");
                             return std::make_unique<JackInput>(address, request);
                           }};

}  // namespace nt::capture
