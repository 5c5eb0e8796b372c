#include "rt/ffmpeg.hpp"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <mutex>

extern "C" {
#include <libavutil/mem.h>
}

namespace nt::ff {
namespace {

/// The first error since clear_log: what follows is mostly its consequence.
struct Kept {
  char text[192] = {};
};

Kept& kept() {
  thread_local Kept k;
  return k;
}

void keep(void*, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_ERROR || kept().text[0] != '\0') return;
  auto& text = kept().text;
  std::vsnprintf(text, sizeof text, format, arguments);
  for (char* c = text; *c != '\0'; ++c)
    if (static_cast<unsigned char>(*c) < ' ' || *c == '\x7f') *c = ' ';
  for (size_t n = std::strlen(text); n > 0 && (text[n - 1] == ' ' || text[n - 1] == '.'); --n) text[n - 1] = '\0';
}

}  // namespace

void quiet_log() {
  static std::once_flag once;
  std::call_once(once, [] {
    av_log_set_callback(keep);
    av_max_alloc(256u << 20);  // no header makes FFmpeg take more at once
  });
}

void clear_log() noexcept { kept().text[0] = '\0'; }

bool logged() noexcept { return kept().text[0] != '\0'; }

std::string describe(int error) {
  if (kept().text[0] != '\0') return kept().text;
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(error, text, sizeof text);
  return text;
}

}  // namespace nt::ff
