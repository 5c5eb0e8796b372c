#pragma once
// "null": frames go nowhere, at their pace or as fast as they come.

#include "output/device/device.hpp"

namespace nt::device {

extern const Backend null_backend;

}  // namespace nt::device
