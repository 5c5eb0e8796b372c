#pragma once
// What a device takes: the sizes and names of nt_device_samples.

#include <array>
#include <cstdint>
#include <string>

#include "ntdsp/device.h"

namespace nt::system {

enum class Coding : uint8_t { pcm, dsd, dop };

struct Form {
  const char* name;
  Coding coding;
  uint8_t bytes;        // of one channel in a frame of the device
  uint8_t ring_frames;  // that a frame of the device holds: of DSD a ring's frame is eight bits a channel
};

inline constexpr std::array<Form, NT_DEVICE_SAMPLES_COUNT> forms{{
    {"S16", Coding::pcm, 2, 1},
    {"S24_3", Coding::pcm, 3, 1},
    {"S24", Coding::pcm, 4, 1},
    {"S32", Coding::pcm, 4, 1},
    {"F32", Coding::pcm, 4, 1},
    {"F64", Coding::pcm, 8, 1},
    {"DSD_U8", Coding::dsd, 1, 1},
    {"DSD_U16_LE", Coding::dsd, 2, 2},
    {"DSD_U16_BE", Coding::dsd, 2, 2},
    {"DSD_U32_LE", Coding::dsd, 4, 4},
    {"DSD_U32_BE", Coding::dsd, 4, 4},
    {"DOP_S24_3", Coding::dop, 3, 2},
    {"DOP_S24", Coding::dop, 4, 2},
    {"DOP_S32", Coding::dop, 4, 2},
}};

inline constexpr uint32_t pcm_forms = 0x003F, dsd_forms = 0x07C0, dop_forms = 0x3800;

constexpr const Form& form_of(nt_device_samples samples) { return forms[static_cast<size_t>(samples)]; }
constexpr uint32_t bit(nt_device_samples samples) { return 1u << samples; }

/// Frames of the ring a second; rate as a request counts.
constexpr double ring_rate(nt_device_samples samples, double rate) {
  return form_of(samples).coding == Coding::pcm ? rate : rate / 8;
}
/// Frames of the device a second.
constexpr double device_rate(nt_device_samples samples, double rate) {
  return ring_rate(samples, rate) / form_of(samples).ring_frames;
}

/// The PCM that carries a form of DoP; the form itself otherwise.
constexpr nt_device_samples carrier(nt_device_samples samples) {
  return samples == NT_DEVICE_DOP_S24_3 ? NT_DEVICE_S24_3
         : samples == NT_DEVICE_DOP_S24 ? NT_DEVICE_S24
         : samples == NT_DEVICE_DOP_S32 ? NT_DEVICE_S32
                                        : samples;
}

/// "S16, S24 and S32"; "nothing" for none.
std::string names_of(uint32_t bits);

}  // namespace nt::system
