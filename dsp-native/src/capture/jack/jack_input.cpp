#include "capture/jack/jack_input.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "abi/guard.hpp"
#include "system/jack/library.hpp"

namespace nt::capture {
namespace {

struct CloseClient {
  void operator()(jack_client_t* client) const { jack().jack_client_close(client); }
};
using Client = std::unique_ptr<jack_client_t, CloseClient>;

/// Of a server that runs: none is started. Throws NT_IO, NT_UNSUPPORTED.
Client open_client(const char* name) {
  jack_status_t status{};
  Client client(jack().jack_client_open(name, JackNoStartServer, &status));
  if (client != nullptr) return client;
  throw Error(NT_IO, (status & JackServerFailed) != 0 ? "no JACK server runs" : "the JACK server refuses a client");
}

struct Source {
  std::string client, port;  // the port with its client's name
  bool is_physical;
};

std::vector<Source> sources_of(jack_client_t* client) {
  const auto& j = jack();
  std::vector<Source> found;
  const char** const ports = j.jack_get_ports(client, nullptr, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
  for (const char** port = ports; port != nullptr && *port != nullptr; ++port) {
    const std::string name = *port;
    jack_port_t* const there = j.jack_port_by_name(client, *port);
    if (there == nullptr) continue;
    found.push_back({name.substr(0, name.find(':')), name, (j.jack_port_flags(there) & JackPortIsPhysical) != 0});
  }
  j.jack_free(ports);
  return found;
}

/// The ports that an address means. Throws NT_NOT_FOUND.
std::vector<std::string> ports_at(jack_client_t* client, const std::string& address) {
  std::vector<std::string> ports;
  for (const auto& source : sources_of(client))
    if (address.empty() ? source.is_physical : source.client == address) ports.push_back(source.port);
  if (ports.empty())
    throw Error(NT_NOT_FOUND, address.empty() ? "the JACK server has no inputs of hardware"
                                              : "JACK has no client called \"" + address + "\" with outputs");
  if (ports.size() > NT_MAX_CHANNELS) ports.resize(NT_MAX_CHANNELS);
  return ports;
}

class JackInput final : public Input {
 public:
  JackInput(const std::string& address, const nt_capture_request& request);
  ~JackInput() override {
    // Callbacks run until the client is closed, and use the pointer: it is forgotten after that.
    jack().jack_deactivate(client_.get());
    jack().jack_client_close(client_.get());
    (void)client_.release();
  }
  void start() override;

 private:
  int process(jack_nframes_t frames) noexcept;

  std::vector<std::string> sources_;
  std::vector<jack_port_t*> ports_;
  std::atomic<int> connected_{0};
  std::atomic<bool> was_connected_{false};
  std::atomic<int64_t> late_{0};  // frames of xruns that process has not told of
  Client client_;
};

JackInput::JackInput(const std::string& address, const nt_capture_request& request)
    : client_(open_client(client_name(request))) {
  const auto& j = jack();
  sources_ = ports_at(client_.get(), address);
  if (request.samples != 0 && (request.samples & bit(NT_DEVICE_F32)) == 0)
    throw Error(NT_UNSUPPORTED, "JACK gives F32, not " + names_of(request.samples));
  const auto rate = j.jack_get_sample_rate(client_.get());
  if (request.sample_rate != 0 && rate != request.sample_rate)
    throw Error(NT_UNSUPPORTED, "the JACK server runs at " + std::to_string(rate) + " Hz and converts nothing");
  const auto channels = request.channels != 0 ? request.channels : static_cast<uint32_t>(sources_.size());
  const auto period = j.jack_get_buffer_size(client_.get());
  agree(request, NT_DEVICE_F32, channels, rate, period, static_cast<double>(period) / rate, true);
  for (uint32_t c = 0; c < channels; ++c) {
    char name[16];
    std::snprintf(name, sizeof name, "in_%u", c + 1);
    ports_.push_back(
        j.jack_port_register(client_.get(), name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput | JackPortIsTerminal, 0));
    if (ports_.back() == nullptr) throw Error(NT_IO, "the JACK server has no port left");
  }
  j.jack_set_process_callback(
      client_.get(), [](jack_nframes_t frames, void* d) { return static_cast<JackInput*>(d)->process(frames); }, this);
  j.jack_set_xrun_callback(
      client_.get(),
      [](void* d) {
        auto& self = *static_cast<JackInput*>(d);
        const double late_s = jack().jack_get_xrun_delayed_usecs(self.client_.get()) * 1e-6;
        self.late_.fetch_add(std::max<int64_t>(std::llround(late_s * self.format_.sample_rate), 1));
        return 0;
      },
      this);
  // A client that goes takes its connections along; process finds that nobody is left.
  j.jack_set_port_connect_callback(
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
  j.jack_on_info_shutdown(
      client_.get(),
      [](jack_status_t, const char* reason, void* d) {
        char text[256];
        std::snprintf(text, sizeof text, "JACK: the server has ended this client (%s)", reason);
        static_cast<JackInput*>(d)->intake_->lose(text);
      },
      this);
}

void JackInput::start() {
  const auto& j = jack();
  // Frames count from when every port is connected.
  if (j.jack_activate(client_.get()) != 0) throw Error(NT_IO, "the JACK server does not start this client");
  for (size_t c = 0; c < std::min(ports_.size(), sources_.size()); ++c)
    if (j.jack_connect(client_.get(), sources_[c].c_str(), j.jack_port_name(ports_[c])) != 0)
      throw Error(NT_IO, "JACK cannot connect to " + sources_[c]);
  intake_->begin();
}

int JackInput::process(jack_nframes_t frames) noexcept {
  const auto& j = jack();
  if (intake_->state() != NT_CAPTURE_RUNNING) return 0;
  if (was_connected_.load(std::memory_order_relaxed) && connected_.load(std::memory_order_relaxed) <= 0) {
    intake_->lose("JACK: the client that was captured has gone");
    return 0;
  }
  if (const int64_t late = late_.exchange(0); late > 0) intake_->count_xrun(static_cast<uint64_t>(late));
  std::array<const float*, NT_MAX_CHANNELS> planes;
  for (size_t c = 0; c < ports_.size(); ++c)
    planes[c] = static_cast<const float*>(j.jack_port_get_buffer(ports_[c], frames));
  jack_latency_range_t latency{};
  j.jack_port_get_latency_range(ports_[0], JackCaptureLatency, &latency);
  intake_->set_delay(latency.max);
  intake_->push(planes.data(), frames);
  return 0;
}

}  // namespace

const Backend jack_backend{
    "jack",
    [](std::vector<nt_capture_description>& out) {
      try {
        const auto client = open_client("ntworkstation");
        const size_t before = out.size();
        for (const auto& source : sources_of(client.get())) {
          const auto known = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                                          [&](const auto& d) { return std::string(d.id) == "jack:" + source.client; });
          if (known != out.end()) {
            ++known->channels;
            continue;
          }
          auto d = description("jack", source.client, "JACK: " + source.client,
                               source.is_physical ? NT_CAPTURE_INPUT : NT_CAPTURE_APPLICATION);
          d.channels = 1;
          d.is_default = source.is_physical ? 1 : 0;
          d.sample_rate = jack().jack_get_sample_rate(client.get());
          d.samples = NT_DEVICE_F32;
          out.push_back(d);
        }
      } catch (const Error&) {
        // No library or no server: nothing to list.
      }
    },
    [](const std::string& address, const nt_capture_request& request) -> std::unique_ptr<Input> {
      if ((request.flags & NT_CAPTURE_FOLLOW) != 0)
        throw Error(NT_INVALID_ARGUMENT, "only an application's stream to PulseAudio can be followed");
      return std::make_unique<JackInput>(address, request);
    }};

}  // namespace nt::capture
