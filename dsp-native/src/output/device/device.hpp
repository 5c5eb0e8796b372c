#pragma once
// One open device of whatever kind, and the kinds there are.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "output/device/feed.hpp"
#include "system/backends.hpp"

namespace nt::device {

class Device {
 public:
  virtual ~Device() = default;  // stops at once
  /// Throws nt::Error. [owner]
  virtual void start() = 0;
  [[nodiscard]] virtual nt_device_format format() const { return format_; }
  [[nodiscard]] Feed& feed() const noexcept { return *feed_; }

 protected:
  /// The feed of a device whose own buffer holds device_frames and takes period_frames at once (frames of the device):
  /// the ring has what remains of the latency, or what the request says, and never less than two periods.
  void agree(const nt_device_request& request, nt_device_samples samples, uint64_t device_frames,
             uint32_t period_frames, bool is_exact, bool waits = false);

  nt_device_format format_{};
  std::unique_ptr<Feed> feed_;
};

/// What a request leaves to the device's own buffer, in seconds: two thirds of the latency, or what the ring does not
/// take. For what rate and form are only agreed later, the ring's rate is that of the samples asked for.
double device_latency(const nt_device_request& request, nt_device_samples samples);

/// The first of order that is both asked for and there. Throws NT_UNSUPPORTED, naming what the device takes.
nt_device_samples choose(const nt_device_request& request, uint32_t there, std::span<const nt_device_samples> order,
                         const std::string& device);
/// Throws NT_INVALID_ARGUMENT for what no device could answer.
void check(const nt_device_request& request);

struct Backend {
  const char* name;  // before the colon of an id
  /// Appends what is there. Throws nt::Error, as where the library or the server is missing.
  void (*list)(std::vector<nt_device_description>& out);
  /// address: behind the colon, may be empty. Both throw nt::Error.
  nt_device_capabilities (*probe)(const std::string& address);
  std::unique_ptr<Device> (*open)(const std::string& address, const nt_device_request& request);
};

std::span<const Backend> backends();

inline nt_device_description description(const char* backend, const std::string& address, const std::string& name) {
  return describe<nt_device_description>(backend, address, name);
}

/// The usual rates of PCM and the bit rates of DSD, rising.
std::span<const double> usual_rates();
std::span<const double> usual_dsd_rates();
/// Everything there is, for devices without limits of their own.
nt_device_capabilities boundless(uint32_t samples);

}  // namespace nt::device

struct nt_device {
  std::unique_ptr<nt::device::Device> device;
  bool is_started = false;
};
