#include "graph/convolution/partitioned/engine.hpp"

#include <algorithm>
#include <thread>

#include "rt/fft/lanes.hpp"

namespace nt::graph::partitioned {
namespace {

/// out += in.
template <class T>
void add(const T* in, T* out, size_t frames) noexcept {
  constexpr size_t lanes = fft::widest<T>;
  using V = fft::Lanes<T, lanes>;
  size_t i = 0;
  for (; i + lanes <= frames; i += lanes) fft::store(out + i, fft::load<V>(out + i) + fft::load<V>(in + i));
  for (; i < frames; ++i) out[i] += in[i];
}

/// An eighth of the time that is left to compute a part.
std::chrono::nanoseconds poll_period(size_t part, double sample_rate) {
  const double seconds = static_cast<double>(part) / sample_rate / 8;
  return std::chrono::nanoseconds(static_cast<int64_t>(std::clamp(seconds, 0.001, 0.05) * 1e9));
}

}  // namespace

template <class T>
Engine<T>::Engine(const Matrix& matrix, const Layout& layout, double sample_rate, bool background)
    : layout_(layout), taps_(matrix.taps()), inputs_(matrix.inputs), outputs_(matrix.outputs) {
  if (layout.direct != 0) head_.emplace(matrix, layout.direct);
  for (const Segment& segment : layout.segments) {
    if (segment.deferred)
      deferred_.push_back(std::make_unique<DeferredLevel<T>>(matrix, segment));
    else
      inline_.emplace_back(matrix, segment, layout.block);
  }
  if (!background || deferred_.empty()) return;
  const auto first = std::find_if(layout.segments.begin(), layout.segments.end(), [](auto& s) { return s.deferred; });
  background_ = std::make_unique<Background>(
      [this] {
        // The shortest parts are due first.
        return std::any_of(deferred_.begin(), deferred_.end(), [](auto& level) { return level->compute(); });
      },
      poll_period(first->part, sample_rate));
}

template <class T>
void Engine<T>::process(const T* const* in, T* const* out, size_t frames) noexcept {
  if (waits_)
    for (auto& level : deferred_) make_room(*level);
  for (uint32_t i = 0; i < inputs_; ++i) {
    if (head_) head_->take(i, in[i], position_, frames);
    for (auto& level : inline_) level.take(i, in[i], position_, frames);
    for (auto& level : deferred_) level->take(i, in[i], position_, frames);
  }
  if (!inline_.empty()) inline_.front().finish_at_once();
  for (uint32_t o = 0; o < outputs_; ++o) {
    if (head_) head_->convolve(o, out[o], position_, frames);
    for (auto& level : inline_) {
      const T* result = level.result(o, position_);
      if (!head_ && &level == inline_.data())
        std::copy_n(result, frames, out[o]);
      else
        add(result, out[o], frames);
    }
  }
  for (auto& level : deferred_) {
    if (waits_) await(*level);
    const bool ready = level->ready();
    if (!ready || !level->whole()) late_frames_ += frames;
    if (!ready) continue;
    for (uint32_t o = 0; o < outputs_; ++o)
      if (const T* result = level->result(o, position_); result != nullptr) add(result, out[o], frames);
  }
  position_ += frames;
  if (position_ < layout_.block) return;
  position_ = 0;
  if (head_) head_->advance();
  for (auto& level : inline_) level.advance();
  for (auto& level : deferred_)
    if (level->advance(layout_.block) && background_ == nullptr) level->compute();
}

/// After a reset nothing is due for two parts, so that the computing may be further behind than it ever is else.
template <class T>
void Engine<T>::make_room(DeferredLevel<T>& level) noexcept {
  while (!level.has_room(position_))
    if (!level.compute()) std::this_thread::yield();
}

/// What was lost, before there was waiting, does not come.
template <class T>
void Engine<T>::await(DeferredLevel<T>& level) noexcept {
  while (!level.ready() && !level.missing())
    if (!level.compute()) std::this_thread::yield();
}

template <class T>
void Engine<T>::finish_deferred() noexcept {
  for (auto& level : deferred_)
    while (!level->idle())
      if (!level->compute()) std::this_thread::yield();
}

template <class T>
void Engine<T>::reset() noexcept {
  if (head_) head_->reset();
  for (auto& level : inline_) level.reset();
  for (auto& level : deferred_) level->reset();
  position_ = 0;
  late_frames_ = 0;
}

template class Engine<float>;
template class Engine<double>;

}  // namespace nt::graph::partitioned
