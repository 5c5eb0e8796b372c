#pragma once
// One open source of whatever kind, and the kinds there are.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "capture/intake.hpp"
#include "system/backends.hpp"

namespace nt::capture {

class Input {
 public:
  virtual ~Input() = default;  // stops at once
  /// Throws nt::Error. [owner]
  virtual void start() = 0;
  [[nodiscard]] virtual nt_capture_format format() const { return format_; }
  [[nodiscard]] Intake& intake() const noexcept { return *intake_; }

 protected:
  void agree(const nt_capture_request& request, nt_device_samples samples, uint32_t channels, double rate,
             uint32_t period_frames, double latency_s, bool is_exact);

  nt_capture_format format_{};
  std::unique_ptr<Intake> intake_;
};

/// Throws NT_INVALID_ARGUMENT for what no source could answer.
void check(const nt_capture_request& request);

struct Backend {
  const char* name;  // before the colon of an id
  /// Appends what is there. Throws nt::Error, as where the library or the server is missing.
  void (*list)(std::vector<nt_capture_description>& out);
  /// address: behind the colon, may be empty. Throws nt::Error.
  std::unique_ptr<Input> (*open)(const std::string& address, const nt_capture_request& request);
};

std::span<const Backend> backends();

/// Fills a description; texts that are too long are cut.
nt_capture_description description(const char* backend, const std::string& address, const std::string& name,
                                   nt_capture_kind kind);

}  // namespace nt::capture

struct nt_capture {
  std::unique_ptr<nt::capture::Input> input;
  bool is_started = false;
};
