#pragma once
// The functions of libjack that are used, as its headers declare them.

#include <jack/jack.h>
#include <jack/statistics.h>

#define NT_JACK_FUNCTIONS(X)        \
  X(jack_activate)                  \
  X(jack_client_close)              \
  X(jack_client_open)               \
  X(jack_connect)                   \
  X(jack_deactivate)                \
  X(jack_free)                      \
  X(jack_get_buffer_size)           \
  X(jack_get_ports)                 \
  X(jack_get_sample_rate)           \
  X(jack_get_xrun_delayed_usecs)    \
  X(jack_on_info_shutdown)          \
  X(jack_port_by_id)                \
  X(jack_port_by_name)              \
  X(jack_port_connected)            \
  X(jack_port_flags)                \
  X(jack_port_get_buffer)           \
  X(jack_port_get_latency_range)    \
  X(jack_port_is_mine)              \
  X(jack_port_name)                 \
  X(jack_port_register)             \
  X(jack_set_error_function)        \
  X(jack_set_info_function)         \
  X(jack_set_port_connect_callback) \
  X(jack_set_process_callback)      \
  X(jack_set_xrun_callback)

namespace nt::system {

struct JackLibrary {
#define NT_MEMBER(name) decltype(&::name) name = nullptr;
  NT_JACK_FUNCTIONS(NT_MEMBER)
#undef NT_MEMBER
};

/// Opened on first use, its messages silenced. Throws NT_UNSUPPORTED.
const JackLibrary& jack();

}  // namespace nt::system
