#include "system/pulse/forms.hpp"

namespace nt::system {

pa_sample_format_t pulse_format(nt_device_samples samples) {
  switch (carrier(samples)) {
    case NT_DEVICE_S32:
      return PA_SAMPLE_S32LE;
    case NT_DEVICE_F32:
      return PA_SAMPLE_FLOAT32LE;
    case NT_DEVICE_S24:
      return PA_SAMPLE_S24_32LE;
    case NT_DEVICE_S24_3:
      return PA_SAMPLE_S24LE;
    default:
      return PA_SAMPLE_S16LE;
  }
}

nt_device_samples form_for(pa_sample_format_t format) {
  switch (format) {
    case PA_SAMPLE_S24LE:
    case PA_SAMPLE_S24BE:
      return NT_DEVICE_S24_3;
    case PA_SAMPLE_S24_32LE:
    case PA_SAMPLE_S24_32BE:
      return NT_DEVICE_S24;
    case PA_SAMPLE_S32LE:
    case PA_SAMPLE_S32BE:
      return NT_DEVICE_S32;
    case PA_SAMPLE_FLOAT32LE:
    case PA_SAMPLE_FLOAT32BE:
      return NT_DEVICE_F32;
    default:
      return NT_DEVICE_S16;  // or eight bits, which it holds as well
  }
}

}  // namespace nt::system
