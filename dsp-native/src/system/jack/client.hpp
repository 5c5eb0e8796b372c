#pragma once
// A client of a running JACK server (or PipeWire's), and the other clients whose ports it can be connected to.

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "system/jack/library.hpp"

namespace nt::system {

struct JackPort {
  std::string client, name;  // the port with its client's name
  bool is_physical;          // of hardware
};

/// A client with ports of one direction.
struct JackPeer {
  std::string name;
  uint32_t ports;
  bool is_physical;  // its first port
};

class JackClient {
 public:
  /// No server is started. Throws NT_IO, NT_UNSUPPORTED.
  explicit JackClient(const char* name);
  /// Callbacks run until it returns.
  ~JackClient();
  JackClient(const JackClient&) = delete;
  JackClient& operator=(const JackClient&) = delete;

  [[nodiscard]] jack_client_t* get() const noexcept { return client_; }
  [[nodiscard]] uint32_t sample_rate() const { return jack().jack_get_sample_rate(client_); }
  [[nodiscard]] uint32_t period() const { return jack().jack_get_buffer_size(client_); }

  /// Everybody's audio ports of one direction (JackPortIsInput, JackPortIsOutput), in the server's order.
  [[nodiscard]] std::vector<JackPort> ports(JackPortFlags direction) const;
  /// The clients that these belong to.
  [[nodiscard]] std::vector<JackPeer> peers(JackPortFlags direction) const;
  /// The ports that an address means: those of the client of that name, of hardware where it is empty. May be none.
  [[nodiscard]] std::vector<std::string> ports_at(const std::string& address, JackPortFlags direction) const;
  /// Ports of its own, called prefix1 and so on. Throws NT_IO.
  [[nodiscard]] std::vector<jack_port_t*> add_ports(const char* prefix, uint32_t count, JackPortFlags direction);

  /// Before activate. The server calls the owner's process(frames) in its time, which is real time, and from threads of
  /// its own be_late(), after frames were lost, and lose(text), when it ends the client.
  template <class Owner>
  void serve(Owner& owner);
  /// For be_late: by how much.
  [[nodiscard]] double late_s() const { return jack().jack_get_xrun_delayed_usecs(client_) * 1e-6; }
  /// Throws NT_IO.
  void activate();
  /// Ports by their names; the first is the output. Throws NT_IO, naming whom it cannot reach.
  void connect(const char* output, const char* input, const std::string& peer);

 private:
  jack_client_t* client_;
};

template <class Owner>
void JackClient::serve(Owner& owner) {
  const auto& j = jack();
  j.jack_set_process_callback(
      client_,
      [](jack_nframes_t frames, void* o) {
        static_cast<Owner*>(o)->process(frames);
        return 0;
      },
      &owner);
  j.jack_set_xrun_callback(
      client_,
      [](void* o) {
        static_cast<Owner*>(o)->be_late();
        return 0;
      },
      &owner);
  j.jack_on_info_shutdown(
      client_,
      [](jack_status_t, const char* reason, void* o) {
        char text[256];
        std::snprintf(text, sizeof text, "JACK: the server has ended this client (%s)", reason);
        static_cast<Owner*>(o)->lose(text);
      },
      &owner);
}

}  // namespace nt::system
