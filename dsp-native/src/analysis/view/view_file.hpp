#pragma once
// The file of a view, laid out as ntdsp/view.h says, and the writing of frames into its sections.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "ntdsp/view.h"
#include "rt/shared_file.hpp"

namespace nt::analysis {

/// Writes the frames of a section. One thread; it never waits for a reader.
class ViewSection {
 public:
  ViewSection() = default;
  /// first: slot 0, zeroed.
  ViewSection(nt_view_section* entry, uint64_t* first) : entry_(entry), first_(first) {}

  /// The frame that begins at words, whose first word is where its sequence stands; count words of it.
  ///
  /// H. Boehm, Can seqlocks get along with programming language memory models? (2012): every word is stored atomically,
  /// so that a reader who is overtaken reads old or new ones, but nothing undefined.
  void publish(const void* words, size_t count) noexcept;

 private:
  nt_view_section* entry_ = nullptr;
  uint64_t* first_ = nullptr;
};

/// Removes the views of this user's players that died without a chance to do so. How many.
uint32_t remove_abandoned_views();

class ViewFile {
 public:
  /// columns: of the overview that are kept. Throws as SharedFile.
  ViewFile(const std::string& name, uint32_t columns);
  /// Says that it has ended.
  ~ViewFile();
  ViewFile(const ViewFile&) = delete;
  ViewFile& operator=(const ViewFile&) = delete;

  [[nodiscard]] std::string path() const { return file_.path(); }
  /// The player lives at this time.
  void set_alive(int64_t ns) noexcept { std::atomic_ref(header_->alive_ns).store(ns, std::memory_order_relaxed); }

  ViewSection place, meters, spectrum, overview;

 private:
  SharedFile file_;
  nt_view_header* header_;
};

}  // namespace nt::analysis
