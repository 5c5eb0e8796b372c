#include "graph/convolution/partitioned/deferred_level.hpp"

#include <algorithm>

namespace nt::graph::partitioned {

template <class T>
DeferredLevel<T>::DeferredLevel(const Matrix& matrix, const Segment& segment)
    : part_(segment.part), sum_(matrix, segment), window_(2 * segment.part) {
  for (Slot& slot : ring_) {
    slot.input.assign(matrix.inputs, AlignedVector<T>(part_));
    slot.result.assign(matrix.outputs, AlignedVector<T>(part_));
  }
}

/// A part may overwrite the slot of the one before last but two: its successor's window needs it no more.
template <class T>
bool DeferredLevel<T>::room(uint64_t submitted) const noexcept {
  return submitted < slots - 1 || finished_.load(std::memory_order_acquire) > submitted - (slots - 1);
}

template <class T>
bool DeferredLevel<T>::has_room(size_t position) const noexcept {
  return filled_ != 0 || position != 0 || room(submitted_.load(std::memory_order_relaxed));
}

template <class T>
void DeferredLevel<T>::take(uint32_t input, const T* in, size_t position, size_t frames) noexcept {
  const uint64_t submitted = submitted_.load(std::memory_order_relaxed);
  if (filled_ == 0 && position == 0 && input == 0) dropping_ = !room(submitted);
  if (dropping_) return;
  std::copy_n(in, frames, ring_[submitted % slots].input[input].data() + filled_ + position);
}

template <class T>
bool DeferredLevel<T>::ready() const noexcept {
  return number_ < first_ + 2 || (due_ != none && finished_.load(std::memory_order_acquire) > due_);
}

template <class T>
const T* DeferredLevel<T>::result(uint32_t output, size_t position) const noexcept {
  if (number_ < first_ + 2) return nullptr;
  return ring_[due_ % slots].result[output].data() + filled_ + position;
}

template <class T>
bool DeferredLevel<T>::advance(size_t block) noexcept {
  filled_ += block;
  if (filled_ < part_) return false;
  filled_ = 0;
  const uint64_t submitted = submitted_.load(std::memory_order_relaxed);
  if (!dropping_) {
    ring_[submitted % slots].part = number_;
    submitted_.store(submitted + 1, std::memory_order_release);
  } else {
    whole_from_ = number_ + 3 + sum_.partitions();
  }
  ++number_;
  find_due();
  return !dropping_;
}

/// Part n adds what comes of part n - 2, if that was submitted.
template <class T>
void DeferredLevel<T>::find_due() noexcept {
  due_ = none;
  const uint64_t submitted = submitted_.load(std::memory_order_relaxed);
  for (uint64_t back = 1; back <= std::min<uint64_t>(submitted, slots - 1); ++back)
    if (ring_[(submitted - back) % slots].part + 2 == number_) due_ = submitted - back;
}

template <class T>
void DeferredLevel<T>::reset() noexcept {
  // The gap in the numbers tells the computing thread that silence lies between.
  first_ = number_ + 3 + sum_.partitions();
  number_ = first_;
  filled_ = 0;
  due_ = none;
  whole_from_ = 0;
}

template <class T>
bool DeferredLevel<T>::compute() noexcept {
  if (busy_.exchange(true, std::memory_order_acquire)) return false;
  const uint64_t turn = finished_.load(std::memory_order_relaxed);
  const bool waits = turn < submitted_.load(std::memory_order_acquire);
  if (waits) {
    Slot& slot = ring_[turn % slots];
    const bool follows = last_ != none && slot.part == last_ + 1;
    if (!follows && last_ != none) {
      // Silence stands for what was lost; what was before it still reaches into the first silent part.
      for (uint32_t i = 0; i < slot.input.size(); ++i) take(i, &ring_[(turn - 1) % slots], nullptr);
      sum_.advance();
      sum_.skip(slot.part - last_ - 2);
    }
    sum_.prepare(0, sum_.groups());
    for (uint32_t i = 0; i < slot.input.size(); ++i) take(i, follows ? &ring_[(turn - 1) % slots] : nullptr, &slot);
    for (uint32_t o = 0; o < slot.result.size(); ++o) std::copy_n(sum_.finish(o), part_, slot.result[o].data());
    sum_.advance();
    last_ = slot.part;
    finished_.store(turn + 1, std::memory_order_release);
  }
  busy_.store(false, std::memory_order_release);
  return waits;
}

/// The spectrum of two parts of an input, the earlier first; null is silence.
template <class T>
void DeferredLevel<T>::take(uint32_t input, const Slot* before, const Slot* part) noexcept {
  T* half = window_.data();
  for (const Slot* slot : {before, part}) {
    if (slot != nullptr)
      std::copy_n(slot->input[input].data(), part_, half);
    else
      std::fill_n(half, part_, T{0});
    half += part_;
  }
  sum_.take(input, window_.data());
}

template class DeferredLevel<float>;
template class DeferredLevel<double>;

}  // namespace nt::graph::partitioned
