#pragma once
// A capture whose frames are gathered, for tests.

#include <algorithm>

#include "ntdsp/capture.h"
#include "output/device/heard.hpp"

namespace nt::test {

inline nt_capture_request capture_request(uint32_t flags = 0) {
  nt_capture_request r{};
  r.latency_s = 0.02;
  r.buffer_s = 20;  // a machine that stalls shall lose nothing
  r.flags = flags;
  return r;
}

struct CloseCapture {
  void operator()(nt_capture* c) const { nt_capture_close(c); }
};
using OpenCapture = std::unique_ptr<nt_capture, CloseCapture>;

inline OpenCapture open_capture(const std::string& id, const nt_capture_request& r, nt_status* status = nullptr) {
  nt_capture* c = nullptr;
  const nt_status s = nt_capture_open(id.c_str(), &r, &c);
  if (status != nullptr)
    *status = s;
  else
    EXPECT_EQ(NT_OK, s) << id << ": " << last_error();
  return OpenCapture(c);
}

inline nt_capture_clock clock_of(nt_capture* c) {
  nt_capture_clock clock{};
  EXPECT_EQ(NT_OK, nt_capture_clock_read(c, &clock));
  return clock;
}

inline std::string fault_of(nt_capture* c) {
  char text[512];
  nt_capture_fault(c, text, sizeof text);
  return text;
}

class Recording {
 public:
  explicit Recording(const std::string& id, const nt_capture_request& r = capture_request())
      : capture_(open_capture(id, r)) {
    if (capture_ == nullptr) return;
    nt_capture_describe(capture_.get(), &format_);
    planes_.resize(format_.channels);
    EXPECT_EQ(NT_OK, nt_capture_start(capture_.get())) << last_error();
  }
  [[nodiscard]] bool is_open() const { return capture_ != nullptr; }
  [[nodiscard]] nt_capture* get() const { return capture_.get(); }
  [[nodiscard]] const nt_capture_format& format() const { return format_; }
  [[nodiscard]] nt_capture_clock clock() const { return clock_of(capture_.get()); }
  [[nodiscard]] size_t frames() const { return planes_.empty() ? 0 : planes_[0].size(); }
  [[nodiscard]] const Planes& planes() const { return planes_; }
  [[nodiscard]] const std::vector<nt_capture_event>& events() const { return events_; }
  [[nodiscard]] bool has_ended() const { return has_ended_; }

  /// Takes what there is.
  void gather() {
    const size_t before = frames();
    const bool is_lost = clock().state == NT_CAPTURE_LOST;
    const auto there = static_cast<uint32_t>(nt_ring_available(nt_capture_ring(capture_.get())));
    has_ended_ = is_lost && there == 0;
    for (nt_capture_event e{}; nt_capture_next_event(capture_.get(), &e) == NT_OK;) events_.push_back(e);
    std::vector<void*> to;
    for (auto& plane : planes_) {
      plane.resize(before + there);
      to.push_back(plane.data() + before);
    }
    uint32_t got = 0;
    nt_ring_read(nt_capture_ring(capture_.get()), to.data(), there, &got);
    for (auto& plane : planes_) plane.resize(before + got);
  }
  /// Until done() or the source is lost, with patience.
  bool gather_until(const std::function<bool()>& done, double seconds = 40) {
    return wait_for(
        [&] {
          gather();
          return done() || has_ended_;
        },
        seconds);
  }
  bool gather_frames(size_t more) {
    const size_t goal = frames() + more;
    return gather_until([&] { return frames() >= goal; });
  }
  [[nodiscard]] bool has_sound() const {
    for (const auto& plane : planes_)
      if (std::any_of(plane.begin(), plane.end(), [](double x) { return x != 0; })) return true;
    return false;
  }
  /// As the bytes of a form.
  [[nodiscard]] Bytes bytes(int samples) const {
    Signal all;
    all.pcm = planes_;
    return plain(samples, all);
  }

 private:
  OpenCapture capture_;
  nt_capture_format format_{};
  Planes planes_;
  std::vector<nt_capture_event> events_;
  bool has_ended_ = false;
};

}  // namespace nt::test
