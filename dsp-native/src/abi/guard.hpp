#pragma once
// The border of the ABI: exceptions become status codes, failures leave a text for nt_last_error.

#include <new>
#include <stdexcept>
#include <string>

#include "ntdsp/abi.h"

namespace nt {

/// Remembers text for the calling thread and returns status, so that a failure is one line: return fail(NT_IO, "...").
nt_status fail(nt_status status, std::string text);
/// The same without allocation, for [process] functions; text must be a constant.
nt_status fail_static(nt_status status, const char* text) noexcept;

/// Thrown inside the library where a return value cannot carry the status; guard() turns it back.
class Error : public std::runtime_error {
 public:
  Error(nt_status status, const std::string& text) : std::runtime_error(text), status_(status) {}
  [[nodiscard]] nt_status status() const { return status_; }

 private:
  nt_status status_;
};

template <class Body>
nt_status guard(Body&& body) noexcept {
  try {
    return body();
  } catch (const Error& e) {
    return fail(e.status(), e.what());
  } catch (const std::bad_alloc&) {
    return fail_static(NT_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& e) {
    return fail(NT_INTERNAL, e.what());
  } catch (...) {
    return fail_static(NT_INTERNAL, "unknown exception");
  }
}

}  // namespace nt
