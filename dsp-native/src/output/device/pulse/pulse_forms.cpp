#include "output/device/pulse/pulse_forms.hpp"

#include <algorithm>

namespace nt::device {
namespace {

struct Pair {
  nt_device_samples samples;
  pa_sample_format_t format;
};
/// Widest first: where the sink's own form is not asked for, it converts, and then from the most bits.
constexpr Pair pairs[] = {{NT_DEVICE_S32, PA_SAMPLE_S32LE},
                          {NT_DEVICE_F32, PA_SAMPLE_FLOAT32LE},
                          {NT_DEVICE_S24, PA_SAMPLE_S24_32LE},
                          {NT_DEVICE_S24_3, PA_SAMPLE_S24LE},
                          {NT_DEVICE_S16, PA_SAMPLE_S16LE}};

}  // namespace

pa_sample_format_t pulse_format(nt_device_samples samples) {
  const auto* found =
      std::find_if(std::begin(pairs), std::end(pairs), [&](const Pair& p) { return p.samples == carrier(samples); });
  return found->format;
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

nt_device_samples choose_for(const PulseSink& sink, const nt_device_request& request) {
  std::vector<nt_device_samples> order;
  uint32_t there = pulse_forms;
  for (const auto& pair : pairs) {
    const bool is_own = pair.format == sink.spec.format;
    order.insert(is_own ? order.begin() : order.end(), pair.samples);
    for (const auto dop : {NT_DEVICE_DOP_S24_3, NT_DEVICE_DOP_S24, NT_DEVICE_DOP_S32})
      if (is_own && carrier(dop) == pair.samples && sink.spec.rate == device_rate(dop, request.sample_rate)) {
        order.push_back(dop);
        there |= bit(dop);
      }
  }
  return choose(request, there, order, "the sink " + sink.name);
}

}  // namespace nt::device
