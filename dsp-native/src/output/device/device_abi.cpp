#include <array>

#include "abi/guard.hpp"
#include "output/device/alsa/alsa_device.hpp"
#include "output/device/device.hpp"
#include "output/device/file/file_device.hpp"
#include "output/device/jack/jack_device.hpp"
#include "output/device/null/null_device.hpp"
#include "output/device/pulse/pulse_device.hpp"
#include "output/device/shm/shm_device.hpp"

using nt::Error;
using nt::fail_static;
using nt::guard;

namespace nt::device {

std::span<const Backend> backends() {
  static const std::array all{alsa_backend, pulse_backend, jack_backend, file_backend, shm_backend, null_backend};
  return all;
}

}  // namespace nt::device

namespace {

constexpr const char* null_argument = "the device or a pointer is null";

/// The backend of an id; address: what stands behind the colon. Throws NT_NOT_FOUND.
const nt::device::Backend& backend_of(const char* id, std::string& address) {
  return nt::system::backend_of(nt::device::backends(), "device", id, address);
}

}  // namespace

nt_status nt_device_list(nt_device_description* out, uint32_t capacity, uint32_t* count) {
  if (count == nullptr || (out == nullptr && capacity > 0)) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *count = 0;
  return guard([&] {
    *count = nt::system::list(nt::device::backends(), out, capacity);
    return NT_OK;
  });
}

nt_status nt_device_probe(const char* id, nt_device_capabilities* out) {
  if (id == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = {};
  return guard([&] {
    std::string address;
    *out = backend_of(id, address).probe(address);
    return NT_OK;
  });
}

nt_status nt_device_open(const char* id, const nt_device_request* request, nt_device** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = nullptr;
  if (id == nullptr || request == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  return guard([&] {
    nt::device::check(*request);
    std::string address;
    const auto& backend = backend_of(id, address);
    auto d = std::make_unique<nt_device>();
    d->device = backend.open(address, *request);
    *out = d.release();
    return NT_OK;
  });
}

nt_status nt_device_describe(const nt_device* d, nt_device_format* out) {
  if (d == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = d->device->format();
  return NT_OK;
}

nt_ring* nt_device_ring(nt_device* d) { return d == nullptr ? nullptr : d->device->feed().ring(); }

nt_status nt_device_start(nt_device* d) {
  if (d == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  if (d->is_started) return fail_static(NT_BAD_STATE, "the device is started");
  return guard([&] {
    if (d->device->feed().state() == NT_DEVICE_LOST) throw Error(NT_IO, d->device->feed().fault());
    d->is_started = true;
    d->device->start();
    return NT_OK;
  });
}

nt_status nt_device_set_idle(nt_device* d, int32_t is_idle) {
  if (d == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  d->device->feed().set_idle(is_idle != 0);
  return NT_OK;
}

nt_status nt_device_set_deadline(nt_device* d, int64_t boottime_ns) {
  if (d == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  d->device->feed().set_deadline(boottime_ns);
  return NT_OK;
}

nt_status nt_device_clock_read(const nt_device* d, nt_device_clock* out) {
  if (d == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_argument);
  *out = d->device->feed().clock();
  return NT_OK;
}

size_t nt_device_fault(const nt_device* d, char* buffer, size_t capacity) {
  const char* const text = d == nullptr ? "" : d->device->feed().fault();
  return nt::copy_text(text, buffer, capacity);
}

void nt_device_close(nt_device* d) { delete d; }
