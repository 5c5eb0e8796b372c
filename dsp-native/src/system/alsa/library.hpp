#pragma once
// The functions of libasound that are used, as its headers declare them.

#include <alsa/asoundlib.h>

#define NT_ALSA_FUNCTIONS(X)                \
  X(snd_device_name_free_hint)              \
  X(snd_device_name_get_hint)               \
  X(snd_device_name_hint)                   \
  X(snd_lib_error_set_handler)              \
  X(snd_output_buffer_open)                 \
  X(snd_output_buffer_string)               \
  X(snd_output_close)                       \
  X(snd_pcm_avail_update)                   \
  X(snd_pcm_close)                          \
  X(snd_pcm_delay)                          \
  X(snd_pcm_drop)                           \
  X(snd_pcm_dump)                           \
  X(snd_pcm_hw_params)                      \
  X(snd_pcm_hw_params_any)                  \
  X(snd_pcm_hw_params_free)                 \
  X(snd_pcm_hw_params_get_buffer_size)      \
  X(snd_pcm_hw_params_get_channels_max)     \
  X(snd_pcm_hw_params_get_channels_min)     \
  X(snd_pcm_hw_params_get_period_size)      \
  X(snd_pcm_hw_params_get_rate_max)         \
  X(snd_pcm_hw_params_get_rate_min)         \
  X(snd_pcm_hw_params_malloc)               \
  X(snd_pcm_hw_params_set_access)           \
  X(snd_pcm_hw_params_set_buffer_size_near) \
  X(snd_pcm_hw_params_set_channels)         \
  X(snd_pcm_hw_params_set_format)           \
  X(snd_pcm_hw_params_set_period_size_near) \
  X(snd_pcm_hw_params_set_rate)             \
  X(snd_pcm_hw_params_set_rate_near)        \
  X(snd_pcm_hw_params_set_rate_resample)    \
  X(snd_pcm_hw_params_test_channels)        \
  X(snd_pcm_hw_params_test_format)          \
  X(snd_pcm_hw_params_test_rate)            \
  X(snd_pcm_mmap_begin)                     \
  X(snd_pcm_mmap_commit)                    \
  X(snd_pcm_open)                           \
  X(snd_pcm_poll_descriptors)               \
  X(snd_pcm_poll_descriptors_count)         \
  X(snd_pcm_poll_descriptors_revents)       \
  X(snd_pcm_prepare)                        \
  X(snd_pcm_readi)                          \
  X(snd_pcm_resume)                         \
  X(snd_pcm_start)                          \
  X(snd_pcm_sw_params)                      \
  X(snd_pcm_sw_params_current)              \
  X(snd_pcm_sw_params_free)                 \
  X(snd_pcm_sw_params_get_boundary)         \
  X(snd_pcm_sw_params_malloc)               \
  X(snd_pcm_sw_params_set_avail_min)        \
  X(snd_pcm_sw_params_set_start_threshold)  \
  X(snd_pcm_type)                           \
  X(snd_pcm_writei)                         \
  X(snd_strerror)

namespace nt::system {

struct AlsaLibrary {
#define NT_MEMBER(name) decltype(&::name) name = nullptr;
  NT_ALSA_FUNCTIONS(NT_MEMBER)
#undef NT_MEMBER
};

/// Opened on first use, its messages on standard error silenced. Throws NT_UNSUPPORTED.
const AlsaLibrary& alsa();

}  // namespace nt::system
