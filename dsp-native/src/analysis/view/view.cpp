#include "analysis/view/view.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "abi/guard.hpp"
#include "rt/clock.hpp"
#include "rt/denormals.hpp"
#include "rt/finite.hpp"

namespace nt::analysis {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t slow_step = second / 10;  // where nobody looks, or nothing is heard
constexpr double quiet_s = 4;               // after which every meter has fallen to its floor
constexpr uint32_t block_frames = 1024;
constexpr uint32_t columns_per_second = 100;
constexpr double large_fft_from_hz = 50000;

int new_event() {
  const int event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (event < 0) throw Error(NT_IO, "no event can be made for the view: there are too many open files");
  return event;
}

double position_at(const nt_view_place& p, int64_t ns) {
  return p.position_s + std::clamp(static_cast<double>(ns - p.at_ns) * 1e-9, 0.0, std::max(p.ahead_s, 0.0));
}

}  // namespace

View::View(const std::string& name, const Settings& settings)
    : settings_(settings),
      file_(name, static_cast<uint32_t>(settings.overview_s * columns_per_second)),
      readers_(file_.path()),
      woken_(new_event()),
      spectrum_(std::make_unique<nt_view_spectrum>()) {
  place_.duration_s = std::numeric_limits<double>::quiet_NaN();
  tell(place_);
  const int64_t now = now_ns(CLOCK_MONOTONIC);
  file_.set_alive(now);
  show(nullptr, now, true);
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "nt-view");
}

View::~View() {
  is_leaving_.store(true, std::memory_order_release);
  wake();
  thread_.join();
  ::close(woken_);
}

// ---- The owner ----

void View::attach(const nt_device* device, const nt_trail* trail) {
  nt_device_format format{};
  if (nt_device_describe(device, &format) != NT_OK) throw Error(NT_INVALID_ARGUMENT, "the device says no format");
  uint32_t channels = format.channels;
  std::unique_ptr<Source> source;
  if (trail != nullptr) {
    uint64_t capacity = 0;
    nt_trail_describe(trail, &channels, &capacity);
    if (channels != format.channels)
      throw Error(NT_INVALID_ARGUMENT, "device and trail have different numbers of channels");
    const double rate = format.sample_rate;
    const uint32_t fft = settings_.fft_size != 0 ? settings_.fft_size : rate > large_fft_from_hz ? 16384 : 8192;
    source = std::unique_ptr<Source>(new Source{device, trail, rate, HeardClock(rate),
                                                LiveAnalysis({rate, channels, fft, settings_.bands_per_octave}),
                                                AlignedVector<double>(static_cast<size_t>(block_frames) * channels)});
  }
  {
    const std::lock_guard lock(gate_);
    std::swap(source_, source);
    outputs_.fetch_add(1, std::memory_order_relaxed);
  }
  wake();
}

void View::detach(const nt_device* device) noexcept {
  std::unique_ptr<Source> gone;
  const std::lock_guard lock(gate_);
  if (source_ && source_->device == device) gone = std::move(source_);
}

void View::tell(const nt_view_place& place) noexcept {
  const std::lock_guard lock(place_gate_);
  place_ = place;
  place_.reserved = 0;
  place_.output = outputs_.load(std::memory_order_relaxed);
  file_.place.publish(&place_, sizeof place_ / sizeof(uint64_t));
}

nt_view_info View::info() noexcept {
  nt_view_info i{};
  clockid_t clock{};
  if (pthread_getcpuclockid(thread_.native_handle(), &clock) == 0) i.thread_ns = static_cast<uint64_t>(now_ns(clock));
  i.steps = steps_.load(std::memory_order_relaxed);
  i.spectra = spectra_.load(std::memory_order_relaxed);
  i.lost = lost_.load(std::memory_order_relaxed);
  i.readers = reader_count_.load(std::memory_order_relaxed);
  i.is_idle = is_idle_.load(std::memory_order_relaxed) ? 1 : 0;
  return i;
}

nt_view_place View::place() noexcept {
  const std::lock_guard lock(place_gate_);
  return place_;
}

// ---- The thread ----

void View::run() noexcept {
  // What plays comes first. The number is of this thread alone.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 5);
  const FlushDenormals flush;
  int64_t next = now_ns(CLOCK_MONOTONIC);
  while (!is_leaving_.load(std::memory_order_acquire)) {
    const uint32_t count = readers_.update();
    reader_count_.store(count, std::memory_order_relaxed);
    const int64_t now = now_ns(CLOCK_MONOTONIC);
    file_.set_alive(now);
    const int64_t interval = step(now, count > 0);
    steps_.fetch_add(1, std::memory_order_relaxed);
    // At the pace of the grid, unless it was missed or the pace is another now.
    next = next + interval > now && next <= now ? next + interval : now + interval;
    rest(next - now_ns(CLOCK_MONOTONIC));
  }
}

int64_t View::step(int64_t now, bool has_readers) noexcept {
  const std::lock_guard lock(gate_);
  Source* const s = source_.get();
  if (s != nullptr) listen(*s, now);
  const bool is_idle = s == nullptr || s->is_idle;
  is_idle_.store(is_idle, std::memory_order_relaxed);
  show(s, now, has_readers);
  return has_readers && !is_idle ? static_cast<int64_t>(static_cast<double>(second) / settings_.frames_per_second)
                                 : slow_step;
}

void View::listen(Source& s, int64_t now) noexcept {
  const nt_view_place place = this->place();
  if (place.entry != entry_) {
    entry_ = place.entry;
    s.analysis.begin_entry();
  }
  nt_device_clock clock{};
  if (nt_device_clock_read(s.device, &clock) != NT_OK) return;
  const Heard heard = s.clock.at(clock, now);
  if (s.is_idle) {
    // Of the silence that nobody measured nothing is made up for.
    s.silence = heard.silence;
    s.is_idle = nt_trail_newest(s.trail) <= s.position;
    if (!s.is_idle) s.quiet = 0;
    if (heard.frames <= s.position) return;
  }
  // A sound that ends is before the silence, one that begins behind it.
  const bool was_quiet = s.quiet > 0;
  if (was_quiet) take_silence(s, heard.silence, now);
  take_frames(s, heard.frames, now);
  if (!was_quiet) take_silence(s, heard.silence, now);
  s.is_idle = static_cast<double>(s.quiet) > quiet_s * s.rate && nt_trail_newest(s.trail) <= s.position;
}

void View::take_frames(Source& s, uint64_t until, int64_t now) noexcept {
  double* planes[NT_MAX_CHANNELS];
  uint32_t channels = 0;
  uint64_t capacity = 0;
  nt_trail_describe(s.trail, &channels, &capacity);
  for (uint32_t c = 0; c < channels; ++c) planes[c] = s.block.data() + static_cast<size_t>(c) * block_frames;
  while (s.position < until) {
    const auto wanted = static_cast<uint32_t>(std::min<uint64_t>(block_frames, until - s.position));
    uint32_t got = 0;
    uint64_t lapped = 0;
    if (nt_trail_read(s.trail, &s.position, planes, wanted, &got, &lapped) != NT_OK) return;
    lost_.fetch_add(lapped, std::memory_order_relaxed);
    if (got == 0) continue;
    for (uint32_t c = 0; c < channels; ++c)
      if (!is_finite(planes[c], got)) std::fill_n(planes[c], got, 0.0);
    add(s, got, until - std::min(until, s.position), now);
    s.quiet = 0;
  }
}

void View::take_silence(Source& s, uint64_t until, int64_t now) noexcept {
  if (until <= s.silence) return;
  const uint64_t due = until - s.silence;
  s.silence = until;
  s.quiet += due;
  // More would change nothing any more.
  uint64_t left = std::min(due, static_cast<uint64_t>(quiet_s * s.rate) + 1);
  std::fill(s.block.begin(), s.block.end(), 0.0);
  while (left > 0) {
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(block_frames, left));
    left -= count;
    add(s, count, left, now);
  }
}

/// The first frames of the block. behind: frames that were heard after them.
void View::add(Source& s, uint32_t frames, uint64_t behind, int64_t now) noexcept {
  const double* planes[NT_MAX_CHANNELS];
  for (size_t c = 0; c * block_frames < s.block.size(); ++c) planes[c] = s.block.data() + c * block_frames;
  s.analysis.add(planes, frames, [&](const StepMeter::Column& column, uint32_t rest) {
    const int64_t at = now - static_cast<int64_t>(static_cast<double>(behind + rest) / s.rate * 1e9);
    const nt_view_place place = this->place();
    nt_view_column frame{};
    frame.at_ns = at;
    frame.entry = place.entry;
    frame.position_s = position_at(place, at);
    for (size_t c = 0; c < 2; ++c) {
      frame.least[c] = column.least[c];
      frame.greatest[c] = column.greatest[c];
      frame.rms[c] = column.rms[c];
    }
    file_.overview.publish(&frame, sizeof frame / sizeof(uint64_t));
  });
}

void View::show(Source* s, int64_t now, bool has_readers) noexcept {
  const nt_view_place place = this->place();
  meters_.at_ns = now;
  meters_.entry = place.entry;
  meters_.position_s = position_at(place, now);
  meters_.lost_frames = lost_.load(std::memory_order_relaxed);
  if (s != nullptr) {
    meters_.heard_frames = s->position;
    meters_.rate_hz = s->rate;
    meters_.is_silent = s->is_idle ? 1 : 0;
    s->analysis.read(meters_);
  } else {
    meters_.heard_frames = 0;
    meters_.rate_hz = 0;
    meters_.channels = 0;
    meters_.is_silent = 1;
    meters_.momentary_lufs = meters_.short_term_lufs = meters_.integrated_lufs = static_cast<float>(silence);
    meters_.correlation = 0;
  }
  file_.meters.publish(&meters_, (offsetof(nt_view_meters, channel) + meters_.channels * sizeof(nt_view_channel)) / 8);
  if (!has_readers) {
    has_spectrum_ = false;
    return;
  }
  spectrum_->at_ns = now;
  spectrum_->heard_frames = meters_.heard_frames;
  if (s == nullptr) {
    spectrum_->planes = spectrum_->bins = spectrum_->bands = 0;
    file_.spectrum.publish(spectrum_.get(), offsetof(nt_view_spectrum, values) / 8);
    has_spectrum_ = false;
    return;
  }
  if (!s->is_idle || !has_spectrum_) {
    s->analysis.spectrum().read(*spectrum_);
    spectra_.fetch_add(1, std::memory_order_relaxed);
    has_spectrum_ = true;
  }
  file_.spectrum.publish(spectrum_.get(), s->analysis.spectrum().words());
}

void View::rest(int64_t ns) noexcept {
  if (ns <= 0) return;
  pollfd files[] = {{woken_, POLLIN, 0}, {readers_.file(), POLLIN, 0}};
  const timespec t{static_cast<time_t>(ns / second), static_cast<long>(ns % second)};
  ::ppoll(files, 2, &t, nullptr);
  if ((files[0].revents & POLLIN) == 0) return;
  eventfd_t count = 0;
  ::eventfd_read(woken_, &count);
}

void View::wake() noexcept { ::eventfd_write(woken_, 1); }

}  // namespace nt::analysis
