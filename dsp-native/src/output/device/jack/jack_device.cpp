#include "output/device/jack/jack_device.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>

#include "abi/guard.hpp"
#include "system/jack/library.hpp"

namespace nt::device {
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

struct Input {
  std::string client, port;  // the port with its client's name
  bool is_physical;
};

std::vector<Input> inputs_of(jack_client_t* client) {
  const auto& j = jack();
  std::vector<Input> found;
  const char** const ports = j.jack_get_ports(client, nullptr, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput);
  for (const char** port = ports; port != nullptr && *port != nullptr; ++port) {
    const std::string name = *port;
    jack_port_t* const there = j.jack_port_by_name(client, *port);
    if (there == nullptr) continue;
    found.push_back({name.substr(0, name.find(':')), name, (j.jack_port_flags(there) & JackPortIsPhysical) != 0});
  }
  j.jack_free(ports);
  return found;
}

/// The inputs that an address means. Throws NT_NOT_FOUND.
std::vector<std::string> inputs_at(jack_client_t* client, const std::string& address) {
  std::vector<std::string> ports;
  for (const auto& input : inputs_of(client))
    if (address.empty() ? input.is_physical : input.client == address) ports.push_back(input.port);
  if (ports.empty())
    throw Error(NT_NOT_FOUND, address.empty() ? "the JACK server has no outputs of hardware"
                                              : "JACK has no client called \"" + address + "\" with inputs");
  return ports;
}

constexpr std::array order{NT_DEVICE_F32};

class JackDevice final : public Device {
 public:
  JackDevice(const std::string& address, const nt_device_request& request);
  ~JackDevice() override {
    // Callbacks run until the client is closed, and use the pointer: it is forgotten after that.
    jack().jack_deactivate(client_.get());
    jack().jack_client_close(client_.get());
    (void)client_.release();
  }
  void start() override;

 private:
  int process(jack_nframes_t frames) noexcept;
  bool is_heard() noexcept;

  std::vector<std::string> inputs_;
  std::vector<jack_port_t*> ports_;
  uint64_t after_end_ = 0;  // frames since the stream's end [device]
  uint32_t awaited_ = 0;    // calls in which connections were waited for [device]
  bool is_heard_ = false;   // [device]
  std::atomic<bool> has_connected_{false};
  Client client_;
};

JackDevice::JackDevice(const std::string& address, const nt_device_request& request)
    : client_(open_client(request.client_name != nullptr ? request.client_name : "ntworkstation")) {
  const auto& j = jack();
  inputs_ = inputs_at(client_.get(), address);
  const auto samples = choose(request, bit(NT_DEVICE_F32), order, "JACK");
  const auto rate = j.jack_get_sample_rate(client_.get());
  if (rate != request.sample_rate)
    throw Error(NT_UNSUPPORTED, "the JACK server runs at " + std::to_string(rate) + " Hz and converts nothing");
  const auto period = j.jack_get_buffer_size(client_.get());
  // One period is being played while the next is made.
  agree(request, samples, 2 * uint64_t{period}, period, true);
  for (uint32_t c = 0; c < request.channels; ++c) {
    char name[16];
    std::snprintf(name, sizeof name, "out_%u", c + 1);
    ports_.push_back(
        j.jack_port_register(client_.get(), name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput | JackPortIsTerminal, 0));
    if (ports_.back() == nullptr) throw Error(NT_IO, "the JACK server has no port left");
  }
  j.jack_set_process_callback(
      client_.get(), [](jack_nframes_t frames, void* d) { return static_cast<JackDevice*>(d)->process(frames); }, this);
  j.jack_set_xrun_callback(
      client_.get(),
      [](void* d) {
        const auto& self = *static_cast<JackDevice*>(d);
        const double late_s = jack().jack_get_xrun_delayed_usecs(self.client_.get()) * 1e-6;
        self.feed_->count_xrun(static_cast<uint64_t>(std::max(0.0, late_s * self.format_.sample_rate)));
        return 0;
      },
      this);
  j.jack_on_info_shutdown(
      client_.get(),
      [](jack_status_t, const char* reason, void* d) {
        char text[256];
        std::snprintf(text, sizeof text, "JACK: the server has ended this client (%s)", reason);
        static_cast<JackDevice*>(d)->feed_->lose(text);
      },
      this);
}

void JackDevice::start() {
  const auto& j = jack();
  feed_->begin();
  if (j.jack_activate(client_.get()) != 0) throw Error(NT_IO, "the JACK server does not start this client");
  for (size_t c = 0; c < std::min(ports_.size(), inputs_.size()); ++c)
    if (j.jack_connect(client_.get(), j.jack_port_name(ports_[c]), inputs_[c].c_str()) != 0)
      throw Error(NT_IO, "JACK cannot connect to " + inputs_[c]);
  has_connected_.store(true, std::memory_order_release);
}

/// All connections stand: what is sent before is not heard, or not by all channels. Who takes them away later is free
/// to.
bool JackDevice::is_heard() noexcept {
  constexpr uint32_t most_awaited = 64;
  if (is_heard_ || !has_connected_.load(std::memory_order_acquire)) return is_heard_;
  is_heard_ = true;
  for (size_t c = 0; c < std::min(ports_.size(), inputs_.size()); ++c)
    is_heard_ = is_heard_ && jack().jack_port_connected(ports_[c]) > 0;
  // Somebody may have been quicker.
  return is_heard_ = is_heard_ || ++awaited_ > most_awaited;
}

int JackDevice::process(jack_nframes_t frames) noexcept {
  const auto& j = jack();
  std::array<float*, NT_MAX_CHANNELS> planes;
  for (size_t c = 0; c < ports_.size(); ++c) planes[c] = static_cast<float*>(j.jack_port_get_buffer(ports_[c], frames));
  if (!is_heard()) {
    for (size_t c = 0; c < ports_.size(); ++c) std::fill_n(planes[c], frames, 0.0f);
    return 0;
  }
  const bool had_ended = feed_->has_ended();
  feed_->pull(planes.data(), frames, frames);
  jack_latency_range_t latency{};
  j.jack_port_get_latency_range(ports_[0], JackPlaybackLatency, &latency);
  const uint64_t delay = uint64_t{frames} + latency.max;
  feed_->set_delay(static_cast<int64_t>(delay));
  if (had_ended) {
    after_end_ += frames;
    if (after_end_ >= delay) feed_->finish();
  }
  return 0;
}

}  // namespace

const Backend jack_backend{
    "jack",
    [](std::vector<nt_device_description>& out) {
      try {
        const auto client = open_client("ntworkstation");
        const size_t before = out.size();
        for (const auto& input : inputs_of(client.get())) {
          const auto known = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                                          [&](const auto& d) { return std::string(d.id) == "jack:" + input.client; });
          if (known != out.end()) {
            ++known->channels;
            continue;
          }
          auto d = description("jack", input.client, "JACK: " + input.client);
          d.channels = 1;
          d.is_default = input.is_physical ? 1 : 0;
          d.sample_rate = jack().jack_get_sample_rate(client.get());
          out.push_back(d);
        }
      } catch (const Error&) {
        // No library or no server: nothing to list.
      }
    },
    [](const std::string& address) {
      const auto client = open_client("ntworkstation");
      nt_device_capabilities c{};
      c.min_channels = 1;
      c.max_channels =
          static_cast<uint32_t>(std::min<size_t>(inputs_at(client.get(), address).size(), NT_MAX_CHANNELS));
      c.samples = bit(NT_DEVICE_F32);
      c.rate_count = 1;
      c.rates[0] = jack().jack_get_sample_rate(client.get());
      return c;
    },
    [](const std::string& address, const nt_device_request& request) -> std::unique_ptr<Device> {
      return std::make_unique<JackDevice>(address, request);
    }};

}  // namespace nt::device
