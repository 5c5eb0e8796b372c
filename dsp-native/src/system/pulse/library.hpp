#pragma once
// The functions of libpulse that are used, as its headers declare them.

#include <pulse/pulseaudio.h>

#define NT_PULSE_FUNCTIONS(X)            \
  X(pa_channel_map_equal)                \
  X(pa_channel_map_init_extend)          \
  X(pa_context_connect)                  \
  X(pa_context_disconnect)               \
  X(pa_context_errno)                    \
  X(pa_context_get_server_info)          \
  X(pa_context_get_sink_info_by_index)   \
  X(pa_context_get_sink_info_by_name)    \
  X(pa_context_get_sink_info_list)       \
  X(pa_context_get_sink_input_info)      \
  X(pa_context_get_sink_input_info_list) \
  X(pa_context_get_source_info_by_index) \
  X(pa_context_get_source_info_by_name)  \
  X(pa_context_get_source_info_list)     \
  X(pa_context_get_source_output_info)   \
  X(pa_context_get_state)                \
  X(pa_context_new)                      \
  X(pa_context_rttime_new)               \
  X(pa_context_rttime_restart)           \
  X(pa_context_set_state_callback)       \
  X(pa_context_set_subscribe_callback)   \
  X(pa_context_subscribe)                \
  X(pa_context_unref)                    \
  X(pa_cvolume_channels_equal_to)        \
  X(pa_frame_size)                       \
  X(pa_operation_cancel)                 \
  X(pa_operation_unref)                  \
  X(pa_proplist_gets)                    \
  X(pa_rtclock_now)                      \
  X(pa_stream_begin_write)               \
  X(pa_stream_connect_playback)          \
  X(pa_stream_connect_record)            \
  X(pa_stream_cork)                      \
  X(pa_stream_disconnect)                \
  X(pa_stream_drain)                     \
  X(pa_stream_drop)                      \
  X(pa_stream_get_buffer_attr)           \
  X(pa_stream_get_device_index)          \
  X(pa_stream_get_index)                 \
  X(pa_stream_get_latency)               \
  X(pa_stream_get_state)                 \
  X(pa_stream_new)                       \
  X(pa_stream_peek)                      \
  X(pa_stream_set_monitor_stream)        \
  X(pa_stream_set_moved_callback)        \
  X(pa_stream_set_read_callback)         \
  X(pa_stream_set_state_callback)        \
  X(pa_stream_set_underflow_callback)    \
  X(pa_stream_set_write_callback)        \
  X(pa_stream_unref)                     \
  X(pa_stream_writable_size)             \
  X(pa_stream_write)                     \
  X(pa_strerror)                         \
  X(pa_threaded_mainloop_free)           \
  X(pa_threaded_mainloop_get_api)        \
  X(pa_threaded_mainloop_lock)           \
  X(pa_threaded_mainloop_new)            \
  X(pa_threaded_mainloop_start)          \
  X(pa_threaded_mainloop_stop)           \
  X(pa_threaded_mainloop_unlock)

namespace nt::system {

struct PulseLibrary {
#define NT_MEMBER(name) decltype(&::name) name = nullptr;
  NT_PULSE_FUNCTIONS(NT_MEMBER)
#undef NT_MEMBER
};

/// Opened on first use. Throws NT_UNSUPPORTED.
const PulseLibrary& pulse();

}  // namespace nt::system
