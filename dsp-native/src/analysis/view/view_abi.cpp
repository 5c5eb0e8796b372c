#include <bit>

#include "abi/guard.hpp"
#include "analysis/view/view.hpp"
#include "analysis/view/view_file.hpp"

using nt::Error;
using nt::fail_static;
using nt::guard;
using nt::analysis::View;

struct nt_view {
  View view;
};

namespace {

constexpr const char* null_attached = "the view or the device is null";

View::Settings settings_of(const nt_view_options& o) {
  View::Settings s;
  if (o.frames_per_second != 0) s.frames_per_second = o.frames_per_second;
  if (o.overview_s != 0) s.overview_s = o.overview_s;
  if (o.bands_per_octave != 0) s.bands_per_octave = o.bands_per_octave;
  s.fft_size = o.fft_size;
  if (!(s.frames_per_second >= 1 && s.frames_per_second <= 240))
    throw Error(NT_INVALID_ARGUMENT, "frames_per_second is out of range 1..240");
  if (!(s.overview_s >= 1 && s.overview_s <= 3600))
    throw Error(NT_INVALID_ARGUMENT, "overview_s is out of range 1..3600");
  if (s.fft_size != 0 &&
      (s.fft_size < NT_VIEW_MIN_FFT || s.fft_size > NT_VIEW_MAX_FFT || !std::has_single_bit(s.fft_size)))
    throw Error(NT_INVALID_ARGUMENT, "fft_size is no power of two from 512 to 16384");
  if (s.bands_per_octave > 24) throw Error(NT_INVALID_ARGUMENT, "bands_per_octave is out of range 1..24");
  return s;
}

}  // namespace

nt_status nt_view_create(const char* name, const nt_view_options* options, nt_view** out) {
  if (out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "out is null");
  *out = nullptr;
  if (name == nullptr || options == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the name or options is null");
  return guard([&] {
    *out = new nt_view{View(name, settings_of(*options))};
    return NT_OK;
  });
}

nt_status nt_view_attach(nt_view* v, const nt_device* device, const nt_trail* trail) {
  if (v == nullptr || device == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_attached);
  return guard([&] {
    v->view.attach(device, trail);
    return NT_OK;
  });
}

nt_status nt_view_detach(nt_view* v, const nt_device* device) {
  if (v == nullptr || device == nullptr) return fail_static(NT_INVALID_ARGUMENT, null_attached);
  v->view.detach(device);
  return NT_OK;
}

nt_status nt_view_tell(nt_view* v, const nt_view_place* place) {
  if (v == nullptr || place == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the view or the place is null");
  v->view.tell(*place);
  return NT_OK;
}

nt_status nt_view_describe(nt_view* v, nt_view_info* out) {
  if (v == nullptr || out == nullptr) return fail_static(NT_INVALID_ARGUMENT, "the view or out is null");
  *out = v->view.info();
  return NT_OK;
}

nt_status nt_view_sweep(uint32_t* removed) {
  if (removed == nullptr) return fail_static(NT_INVALID_ARGUMENT, "removed is null");
  *removed = 0;
  return guard([&] {
    *removed = nt::analysis::remove_abandoned_views();
    return NT_OK;
  });
}

void nt_view_destroy(nt_view* v) { delete v; }
