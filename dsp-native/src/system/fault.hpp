#pragma once

#include <atomic>

#include "abi/text.hpp"

namespace nt::system {

/// Why a device or a source was lost. Allocates nothing.
class Fault {
 public:
  /// False: another text was there first. Any thread.
  bool keep(const char* text) noexcept {
    if (is_kept_.test_and_set(std::memory_order_acq_rel)) return false;
    copy_text(text, text_);
    return true;
  }
  /// For whoever has seen that it was kept.
  [[nodiscard]] const char* text() const noexcept { return text_; }

 private:
  std::atomic_flag is_kept_;
  char text_[512] = {};
};

}  // namespace nt::system
