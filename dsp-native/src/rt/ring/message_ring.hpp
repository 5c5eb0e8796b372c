#pragma once
// Small messages from one thread to another, first in, first out.

#include <type_traits>

#include "rt/ring/spsc_ring.hpp"

namespace nt::ring {

/// What finds no room is refused and counted; the oldest stay.
template <class Message>
class MessageRing {
  static_assert(std::is_trivially_copyable_v<Message> && sizeof(Message) <= NT_RING_MAX_ITEM_BYTES);

 public:
  /// flags: which end is real-time, NT_RING_REAL_TIME_... Throws nt::Error. [owner]
  MessageRing(uint64_t capacity, uint32_t flags)
      : ring_(
            {.capacity_frames = capacity, .planes = 1, .item_bytes = sizeof(Message), .flags = flags, .reserved = 0}) {}

  /// False: there is no room. [writer]
  bool send(const Message& message) noexcept {
    const void* plane = &message;
    return ring_.write(&plane, 1) == 1;
  }
  /// False: there is none. [reader]
  bool next(Message& out) noexcept {
    void* plane = &out;
    uint32_t got = 0;
    return ring_.available() > 0 && ring_.read(&plane, 1, got) == NT_OK && got == 1;
  }
  /// Messages that found no room. [any]
  [[nodiscard]] uint64_t lost() const noexcept { return ring_.state().dropped; }

 private:
  SpscRing ring_;
};

}  // namespace nt::ring
