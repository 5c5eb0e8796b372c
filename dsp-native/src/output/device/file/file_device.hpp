#pragma once
// "file:PATH": WAV, FLAC, DSF, DSDIFF by the existing writers, and raw samples as a device would get them. Written
// beside, under the name only when whole: at the end of the stream, or when the device is closed before.

#include "output/device/device.hpp"

namespace nt::device {

extern const Backend file_backend;

}  // namespace nt::device
