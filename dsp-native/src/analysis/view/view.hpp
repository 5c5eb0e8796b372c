#pragma once
// The thread that shows what a player plays.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "analysis/view/heard_clock.hpp"
#include "analysis/view/live_analysis.hpp"
#include "analysis/view/reader_count.hpp"
#include "analysis/view/view_file.hpp"
#include "ntdsp/view_writer.h"

namespace nt::analysis {

class View {
 public:
  struct Settings {
    double frames_per_second = 60;
    double overview_s = 60;
    uint32_t fft_size = 0;  // 0: by the rate
    uint32_t bands_per_octave = 6;
  };

  /// Throws nt::Error.
  View(const std::string& name, const Settings& settings);
  ~View();
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  /// Throws nt::Error.
  void attach(const nt_device* device, const nt_trail* trail);
  void detach(const nt_device* device) noexcept;
  void tell(const nt_view_place& place) noexcept;
  [[nodiscard]] nt_view_info info() noexcept;

 private:
  /// What is attached.
  struct Source {
    const nt_device* device;
    const nt_trail* trail;
    double rate;
    HeardClock clock;
    LiveAnalysis analysis;
    AlignedVector<double> block;
    uint64_t position = 0;  // frames that were measured or lost
    uint64_t silence = 0;   // frames of silence that were
    uint64_t quiet = 0;     // of those, the last ones without a frame between
    bool is_idle = false;
  };

  void run() noexcept;
  /// Measures what was heard since the last step and shows it. Returns nanoseconds until the next one.
  int64_t step(int64_t now, bool has_readers) noexcept;
  void listen(Source& s, int64_t now) noexcept;
  void take_frames(Source& s, uint64_t until, int64_t now) noexcept;
  void take_silence(Source& s, uint64_t until, int64_t now) noexcept;
  void add(Source& s, uint32_t frames, uint64_t behind, int64_t now) noexcept;
  void show(Source* s, int64_t now, bool has_readers) noexcept;
  [[nodiscard]] nt_view_place place() noexcept;
  void rest(int64_t ns) noexcept;
  void wake() noexcept;

  Settings settings_;
  ViewFile file_;
  ReaderCount readers_;
  int woken_;  // an eventfd

  std::mutex place_gate_;
  nt_view_place place_{};
  std::atomic<uint64_t> outputs_{0};

  std::mutex gate_;  // held for a step
  std::unique_ptr<Source> source_;
  uint64_t entry_ = 0;
  nt_view_meters meters_{};
  std::unique_ptr<nt_view_spectrum> spectrum_;
  bool has_spectrum_ = false;

  std::atomic<uint64_t> steps_{0}, spectra_{0}, lost_{0};
  std::atomic<uint32_t> reader_count_{0};
  std::atomic<bool> is_idle_{true}, is_leaving_{false};
  std::thread thread_;
};

}  // namespace nt::analysis
