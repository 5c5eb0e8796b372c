#include "abi/guard.hpp"

#include "abi/text.hpp"

namespace nt {
namespace {

// Apart from the text, so that fail_static touches nothing that has a destructor: the first use of such a thread_local
// registers it, and that allocates.
thread_local const char* last_constant = nullptr;

std::string& last_text() {
  thread_local std::string text;
  return text;
}

}  // namespace

nt_status fail(nt_status status, std::string text) {
  last_text() = std::move(text);
  last_constant = nullptr;
  return status;
}

nt_status fail_static(nt_status status, const char* text) noexcept {
  last_constant = text;
  return status;
}

}  // namespace nt

extern "C" size_t nt_last_error(char* buffer, size_t capacity) {
  const char* text = nt::last_constant != nullptr ? nt::last_constant : nt::last_text().c_str();
  return nt::copy_text(text, buffer, capacity);
}

extern "C" const char* nt_status_name(nt_status status) {
  switch (status) {
    case NT_OK:
      return "ok";
    case NT_END:
      return "end of stream";
    case NT_NOT_YET:
      return "not yet";
    case NT_INVALID_ARGUMENT:
      return "invalid argument";
    case NT_BAD_STATE:
      return "called out of order";
    case NT_OUT_OF_MEMORY:
      return "out of memory";
    case NT_IO:
      return "input or output failed";
    case NT_MALFORMED:
      return "malformed data";
    case NT_UNSUPPORTED:
      return "unsupported";
    case NT_LIMIT:
      return "over a limit";
    case NT_NOT_FINITE:
      return "not a finite number";
    case NT_NOT_FOUND:
      return "not found";
    case NT_INTERNAL:
      return "internal error";
    case NT_NO_SPACE:
      return "no space left";
  }
  return "unknown status";
}

extern "C" uint32_t nt_abi_version(void) { return NT_ABI_VERSION; }
