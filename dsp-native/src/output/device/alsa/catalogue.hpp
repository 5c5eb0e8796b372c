#pragma once
// What ALSA has, and what each of it can do.

#include "output/device/device.hpp"

namespace nt::device {

void list_alsa(std::vector<nt_device_description>& out);
nt_device_capabilities probe_alsa(const std::string& address);

}  // namespace nt::device
