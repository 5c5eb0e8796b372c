#include <array>

#include "abi/guard.hpp"
#include "capture/alsa/alsa_input.hpp"
#include "capture/input.hpp"
#include "capture/jack/jack_input.hpp"
#include "capture/pulse/pulse_input.hpp"

using nt::Error;
using nt::fail_static;
using nt::guard;

namespace nt::capture {

std::span<const Backend> backends() {
  static const std::array all{pulse_backend, app_backend, alsa_backend, jack_backend};
  return all;
}

}  // namespace nt::capture

namespace {

constexpr const char* null_argument = "the capture or a pointer is null";

/// The backend of an id; address: what stands behind the colon. Throws NT_NOT_FOUND.
const nt::capture::Backend& backend_of(const char* id, std::string& address) {
  return nt::system::backend_of(nt::capture::backends(), "source", id, address);
}

}  // namespace

nt_status nt_capture_list(nt_capture_description* out, uint32_t capacity, uint32_t* count) {
  if (count == nullptr || (out == nullptr && capacity > 0)) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *count = 0;
  return guard([&] {
    *count = nt::system::list(nt::capture::backends(), out, capacity);
    return NT_OK;
  });
}

nt_status nt_capture_open(const char* id, const nt_capture_request* request, nt_capture** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = nullptr;
  if (id == nullptr || request == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return guard([&] {
    nt::capture::check(*request);
    std::string address;
    const auto& backend = backend_of(id, address);
    auto c = std::make_unique<nt_capture>();
    c->input = backend.open(address, *request);
    *out = c.release();
    return NT_OK;
  });
}

nt_status nt_capture_describe(const nt_capture* c, nt_capture_format* out) {
  if (c == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = c->input->format();
  return NT_OK;
}

nt_ring* nt_capture_ring(nt_capture* c) { return c == nullptr ? nullptr : c->input->intake().ring(); }

nt_status nt_capture_start(nt_capture* c) {
  if (c == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  if (c->is_started) return fail_static(NT_BAD_STATE, "the capture is started");
  return guard([&] {
    if (c->input->intake().state() == NT_CAPTURE_LOST) throw Error(NT_IO, c->input->intake().fault());
    c->is_started = true;
    c->input->start();
    return NT_OK;
  });
}

nt_status nt_capture_clock_read(const nt_capture* c, nt_capture_clock* out) {
  if (c == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = c->input->intake().clock();
  return NT_OK;
}

nt_status nt_capture_next_event(nt_capture* c, nt_capture_event* out) {
  if (c == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return c->input->intake().next_event(*out) ? NT_OK : NT_NOT_YET;
}

size_t nt_capture_fault(const nt_capture* c, char* buffer, size_t capacity) {
  const char* const text = c == nullptr ? "" : c->input->intake().fault();
  return nt::copy_text(text, buffer, capacity);
}

void nt_capture_close(nt_capture* c) { delete c; }
