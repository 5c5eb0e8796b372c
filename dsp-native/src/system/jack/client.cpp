#include "system/jack/client.hpp"

#include <algorithm>

#include "abi/guard.hpp"

namespace nt::system {

JackClient::JackClient(const char* name) {
  jack_status_t status{};
  client_ = jack().jack_client_open(name, JackNoStartServer, &status);
  if (client_ == nullptr)
    throw Error(NT_IO, (status & JackServerFailed) != 0 ? "no JACK server runs" : "the JACK server refuses a client");
}

JackClient::~JackClient() {
  jack().jack_deactivate(client_);
  jack().jack_client_close(client_);
}

std::vector<JackPort> JackClient::ports(JackPortFlags direction) const {
  const auto& j = jack();
  std::vector<JackPort> found;
  const char** const names = j.jack_get_ports(client_, nullptr, JACK_DEFAULT_AUDIO_TYPE, direction);
  for (const char** at = names; at != nullptr && *at != nullptr; ++at) {
    jack_port_t* const port = j.jack_port_by_name(client_, *at);
    if (port == nullptr) continue;  // it has gone meanwhile
    const std::string name = *at;
    found.push_back({name.substr(0, name.find(':')), name, (j.jack_port_flags(port) & JackPortIsPhysical) != 0});
  }
  j.jack_free(names);
  return found;
}

std::vector<JackPeer> JackClient::peers(JackPortFlags direction) const {
  std::vector<JackPeer> found;
  for (const auto& port : ports(direction)) {
    const auto known = std::find_if(found.begin(), found.end(), [&](const auto& p) { return p.name == port.client; });
    if (known != found.end())
      ++known->ports;
    else
      found.push_back({port.client, 1, port.is_physical});
  }
  return found;
}

std::vector<std::string> JackClient::ports_at(const std::string& address, JackPortFlags direction) const {
  std::vector<std::string> names;
  for (const auto& port : ports(direction))
    if (address.empty() ? port.is_physical : port.client == address) names.push_back(port.name);
  return names;
}

std::vector<jack_port_t*> JackClient::add_ports(const char* prefix, uint32_t count, JackPortFlags direction) {
  std::vector<jack_port_t*> ports;
  for (uint32_t i = 1; i <= count; ++i) {
    const std::string name = prefix + std::to_string(i);
    ports.push_back(jack().jack_port_register(client_, name.c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                              static_cast<unsigned long>(direction) | JackPortIsTerminal, 0));
    if (ports.back() == nullptr) throw Error(NT_IO, "the JACK server has no port left");
  }
  return ports;
}

void JackClient::activate() {
  if (jack().jack_activate(client_) != 0) throw Error(NT_IO, "the JACK server does not start this client");
}

void JackClient::connect(const char* output, const char* input, const std::string& peer) {
  if (jack().jack_connect(client_, output, input) != 0) throw Error(NT_IO, "JACK cannot connect to " + peer);
}

}  // namespace nt::system
