#include "capture/input.hpp"

#include <algorithm>
#include <cmath>

#include "abi/guard.hpp"

namespace nt::capture {

void Input::agree(const nt_capture_request& request, nt_device_samples samples, uint32_t channels, double rate,
                  uint32_t period_frames, double latency_s, bool is_exact) {
  const auto wanted = static_cast<uint64_t>(std::ceil(std::max(request.buffer_s, 2 * latency_s) * rate));
  intake_ = std::make_unique<Intake>(samples, channels, rate, std::max<uint64_t>(wanted, uint64_t{period_frames} * 2));
  format_.sample_rate = rate;
  format_.latency_s = latency_s;
  format_.channels = channels;
  format_.samples = samples;
  format_.period_frames = period_frames;
  format_.is_exact = is_exact ? 1 : 0;
}

void check(const nt_capture_request& r) {
  if (!(r.latency_s >= 0.002 && r.latency_s <= 2)) throw Error(NT_INVALID_ARGUMENT, "the latency is 0.002 to 2 s");
  if (!(r.buffer_s >= 0.01 && r.buffer_s <= 60)) throw Error(NT_INVALID_ARGUMENT, "the buffer is 0.01 to 60 s");
  if (r.channels > NT_MAX_CHANNELS) throw Error(NT_INVALID_ARGUMENT, "1 to 64 channels");
  if ((r.samples & ~pcm_forms) != 0) throw Error(NT_INVALID_ARGUMENT, "samples names a form that is none of PCM");
  if ((r.flags & ~(NT_CAPTURE_EXACT | NT_CAPTURE_FOLLOW)) != 0)
    throw Error(NT_INVALID_ARGUMENT, "flags holds a bit that means nothing");
  if (r.sample_rate != 0 && !(r.sample_rate >= NT_MIN_SAMPLE_RATE && r.sample_rate <= NT_MAX_SAMPLE_RATE))
    throw Error(NT_INVALID_ARGUMENT, "the sample rate is 1000 to 1600000 Hz, or 0 for the source's own");
}

nt_capture_description description(const char* backend, const std::string& address, const std::string& name,
                                   nt_capture_kind kind) {
  auto d = describe<nt_capture_description>(backend, address, name);
  d.kind = kind;
  d.samples = -1;
  return d;
}

}  // namespace nt::capture
