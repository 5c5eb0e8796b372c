#pragma once
// "shm:NAME": a ring in shared memory that other processes read, laid out as ntdsp/shm_ring.h says, at its pace.

#include "output/device/device.hpp"

namespace nt::device {

extern const Backend shm_backend;

}  // namespace nt::device
