#pragma once
// What the tests of views share: a reader in this process, and a file's name that nobody else has.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "ntdsp/view.h"

namespace nt::test {

inline std::string view_name(const std::string& what = "view") { return "test-" + what + std::to_string(::getpid()); }
inline std::string view_path(const std::string& name) { return "/dev/shm/ntworkstation-" + name; }

/// Reads as the header says, with a mapping of its own.
class ViewReader {
 public:
  explicit ViewReader(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    bytes_ = static_cast<size_t>(::lseek(file, 0, SEEK_END));
    void* const memory = ::mmap(nullptr, bytes_, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    if (memory != MAP_FAILED) memory_ = static_cast<uint8_t*>(memory);
  }
  ~ViewReader() {
    if (memory_ != nullptr) ::munmap(memory_, bytes_);
  }
  ViewReader(const ViewReader&) = delete;
  ViewReader& operator=(const ViewReader&) = delete;

  [[nodiscard]] bool is_open() const { return memory_ != nullptr; }
  [[nodiscard]] const nt_view_header& header() const { return *reinterpret_cast<const nt_view_header*>(memory_); }
  [[nodiscard]] int64_t alive() const { return __atomic_load_n(&header().alive_ns, __ATOMIC_RELAXED); }
  [[nodiscard]] int32_t state() const { return __atomic_load_n(&header().state, __ATOMIC_ACQUIRE); }
  [[nodiscard]] size_t bytes() const { return bytes_; }

  [[nodiscard]] const nt_view_section& section(uint32_t kind) const {
    for (uint32_t k = 0; k < header().section_count; ++k) {
      const auto* s = reinterpret_cast<const nt_view_section*>(memory_ + header().header_bytes +
                                                               size_t{k} * header().section_bytes);
      if (s->kind == kind) return *s;
    }
    throw std::runtime_error("no such section");
  }
  [[nodiscard]] uint64_t latest(uint32_t kind) const {
    return __atomic_load_n(&section(kind).latest, __ATOMIC_ACQUIRE);
  }
  /// False: frame n is not there, or was written over.
  template <class Frame>
  [[nodiscard]] bool copy(uint32_t kind, uint64_t n, Frame& frame) const {
    const auto& s = section(kind);
    const auto* from = reinterpret_cast<const uint64_t*>(memory_ + s.offset + n % s.slots * s.slot_bytes);
    auto* to = reinterpret_cast<uint64_t*>(&frame);
    if (n == 0 || __atomic_load_n(from, __ATOMIC_ACQUIRE) != 2 * n) return false;
    for (size_t i = 0; i < sizeof frame / 8; ++i) to[i] = __atomic_load_n(from + i, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return __atomic_load_n(from, __ATOMIC_RELAXED) == 2 * n;
  }
  /// The newest.
  template <class Frame>
  void newest(uint32_t kind, Frame& frame) const {
    while (!copy(kind, latest(kind), frame)) {
    }
  }
  [[nodiscard]] nt_view_place place() const {
    nt_view_place p;
    newest(NT_VIEW_PLACE, p);
    return p;
  }
  [[nodiscard]] nt_view_meters meters() const {
    nt_view_meters m;
    newest(NT_VIEW_METERS, m);
    return m;
  }

 private:
  uint8_t* memory_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace nt::test
