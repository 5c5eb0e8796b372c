#pragma once
// A device that is a thread of ours: it takes frames at the rate of a buffer that a clock empties, or as fast as they
// come, and hands them on.

#include <atomic>
#include <thread>
#include <vector>

#include "output/device/device.hpp"

namespace nt::device {

class PacedDevice : public Device {
 public:
  void start() override;

 protected:
  PacedDevice(const nt_device_request& request, nt_device_samples samples);
  /// Ends the thread. To be called by the destructor of whoever implements consume.
  void stop() noexcept;
  /// Interleaved frames of the device. Throws nt::Error, which loses the device. [the device's thread]
  virtual void consume(const uint8_t* bytes, uint32_t frames) = 0;
  /// All is consumed. Throws nt::Error. [the device's thread]
  virtual void complete() {}

 private:
  void run() noexcept;
  void run_paced();
  void run_unpaced();

  bool is_paced_;
  double rate_;          // frames of the device a second
  uint64_t buffer_ = 0;  // frames of the buffer that the clock empties
  uint32_t period_ = 0;  // after which the thread looks again
  std::vector<uint8_t> block_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace nt::device
