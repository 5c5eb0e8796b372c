#include "output/device/jack/jack_device.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

#include "abi/guard.hpp"
#include "system/jack/client.hpp"

namespace nt::device {
namespace {

/// The inputs that an address means. Throws NT_NOT_FOUND.
std::vector<std::string> inputs_at(const JackClient& client, const std::string& address) {
  auto ports = client.ports_at(address, JackPortIsInput);
  if (ports.empty())
    throw Error(NT_NOT_FOUND, address.empty() ? "the JACK server has no outputs of hardware"
                                              : "JACK has no client called \"" + address + "\" with inputs");
  return ports;
}

constexpr std::array order{NT_DEVICE_F32};

class JackDevice final : public Device {
 public:
  JackDevice(const std::string& address, const nt_device_request& request);
  void start() override;

  // For the client.
  void process(jack_nframes_t frames) noexcept;
  void be_late() noexcept {
    feed_->count_xrun(static_cast<uint64_t>(std::max(0.0, client_.late_s() * format_.sample_rate)));
  }
  void lose(const char* text) noexcept { feed_->lose(text); }

 private:
  bool is_heard() noexcept;

  std::vector<std::string> inputs_;
  std::vector<jack_port_t*> ports_;
  uint64_t after_end_ = 0;  // frames since the stream's end [device]
  uint32_t awaited_ = 0;    // calls in which connections were waited for [device]
  bool is_heard_ = false;   // [device]
  std::atomic<bool> has_connected_{false};
  JackClient client_;  // the first to go: its callbacks use the rest
};

JackDevice::JackDevice(const std::string& address, const nt_device_request& request)
    : client_(client_name(request.client_name)) {
  inputs_ = inputs_at(client_, address);
  const auto samples = choose(request, bit(NT_DEVICE_F32), order, "JACK");
  const auto rate = client_.sample_rate();
  if (rate != request.sample_rate)
    throw Error(NT_UNSUPPORTED, "the JACK server runs at " + std::to_string(rate) + " Hz and converts nothing");
  const auto period = client_.period();
  // One period is being played while the next is made.
  agree(request, samples, 2 * uint64_t{period}, period, true);
  ports_ = client_.add_ports("out_", request.channels, JackPortIsOutput);
  client_.serve(*this);
}

void JackDevice::start() {
  feed_->begin();
  client_.activate();
  for (size_t c = 0; c < std::min(ports_.size(), inputs_.size()); ++c)
    client_.connect(jack().jack_port_name(ports_[c]), inputs_[c].c_str(), inputs_[c]);
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

void JackDevice::process(jack_nframes_t frames) noexcept {
  const auto& j = jack();
  std::array<float*, NT_MAX_CHANNELS> planes;
  for (size_t c = 0; c < ports_.size(); ++c) planes[c] = static_cast<float*>(j.jack_port_get_buffer(ports_[c], frames));
  if (!is_heard()) {
    for (size_t c = 0; c < ports_.size(); ++c) std::fill_n(planes[c], frames, 0.0f);
    return;
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
}

}  // namespace

const Backend jack_backend{
    "jack",
    [](std::vector<nt_device_description>& out) {
      const JackClient client(own_name);
      for (const auto& peer : client.peers(JackPortIsInput)) {
        auto d = description("jack", peer.name, "JACK: " + peer.name);
        d.channels = peer.ports;
        d.is_default = peer.is_physical ? 1 : 0;
        d.sample_rate = client.sample_rate();
        out.push_back(d);
      }
    },
    [](const std::string& address) {
      const JackClient client(own_name);
      nt_device_capabilities c{};
      c.min_channels = 1;
      c.max_channels = static_cast<uint32_t>(std::min<size_t>(inputs_at(client, address).size(), NT_MAX_CHANNELS));
      c.samples = bit(NT_DEVICE_F32);
      c.rate_count = 1;
      c.rates[0] = client.sample_rate();
      return c;
    },
    [](const std::string& address, const nt_device_request& request) -> std::unique_ptr<Device> {
      return std::make_unique<JackDevice>(address, request);
    }};

}  // namespace nt::device
