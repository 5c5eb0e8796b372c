#include "analysis/view/reader_count.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>

namespace nt::analysis {

ReaderCount::ReaderCount(const std::string& path) : file_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (file_ >= 0 && ::inotify_add_watch(file_, path.c_str(), IN_OPEN | IN_CLOSE) >= 0) return;
  if (file_ >= 0) ::close(file_);
  file_ = -1;
  count_ = 1;
}

ReaderCount::~ReaderCount() {
  if (file_ >= 0) ::close(file_);
}

uint32_t ReaderCount::update() noexcept {
  if (file_ < 0) return count_;
  alignas(inotify_event) char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(file_, buffer, sizeof buffer);
    if (got <= 0) return count_;
    for (ssize_t at = 0; at < got;) {
      inotify_event event;
      std::memcpy(&event, buffer + at, sizeof event);
      at += static_cast<ssize_t>(sizeof event) + event.len;
      if ((event.mask & IN_OPEN) != 0) ++count_;
      if ((event.mask & IN_CLOSE) != 0 && count_ > 0) --count_;
      if ((event.mask & IN_Q_OVERFLOW) != 0 && count_ == 0) count_ = 1;
    }
  }
}

}  // namespace nt::analysis
