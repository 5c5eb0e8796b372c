#include "output/device/device.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "abi/guard.hpp"
#include "ntdsp/dsd.h"

namespace nt::device {

void Device::agree(const nt_device_request& request, nt_device_samples samples, uint64_t device_frames,
                   uint32_t period_frames, bool is_exact, bool waits) {
  const uint32_t word = form_of(samples).ring_frames;
  const double rate = ring_rate(samples, request.sample_rate);
  const auto whole = static_cast<uint64_t>(std::ceil(request.latency_s * rate));
  const uint64_t device = device_frames * word;
  uint64_t ring = request.buffer_frames != 0 ? request.buffer_frames : whole > device ? whole - device : 0;
  ring = std::max(ring, uint64_t{period_frames} * word * 2);
  feed_ = std::make_unique<Feed>(request, samples, ring, waits);
  nt_ring_options options;
  nt_ring_state state;
  nt_ring_describe(feed_->ring(), &options, &state);
  format_.sample_rate = request.sample_rate;
  format_.latency_s = static_cast<double>(options.capacity_frames + device) / rate;
  format_.channels = request.channels;
  format_.samples = samples;
  format_.period_frames = period_frames * word;
  format_.is_exact = is_exact ? 1 : 0;
}

double device_latency(const nt_device_request& request, nt_device_samples samples) {
  if (request.buffer_frames == 0) return request.latency_s * 2 / 3;
  const double ring = request.buffer_frames / ring_rate(samples, request.sample_rate);
  return std::max(request.latency_s - ring, request.latency_s / 4);
}

nt_device_samples choose(const nt_device_request& request, uint32_t there, std::span<const nt_device_samples> order,
                         const std::string& device) {
  for (const auto samples : order)
    if ((request.samples & there & bit(samples)) != 0) return samples;
  throw Error(NT_UNSUPPORTED, device + " takes " + names_of(there) + ", not " + names_of(request.samples));
}

void check(const nt_device_request& r) {
  if (!(r.latency_s >= 0.002 && r.latency_s <= 2)) throw Error(NT_INVALID_ARGUMENT, "the latency is 0.002 to 2 s");
  if (r.channels < 1 || r.channels > NT_MAX_CHANNELS) throw Error(NT_INVALID_ARGUMENT, "1 to 64 channels");
  if (r.samples == 0 || r.samples >> NT_DEVICE_SAMPLES_COUNT != 0)
    throw Error(NT_INVALID_ARGUMENT, "samples names no form, or one that there is not");
  if ((r.flags & ~(NT_DEVICE_DITHER | NT_DEVICE_EXACT | NT_DEVICE_UNPACED)) != 0)
    throw Error(NT_INVALID_ARGUMENT, "flags holds a bit that means nothing");
  if (r.buffer_frames > NT_RING_MAX_FRAMES) throw Error(NT_INVALID_ARGUMENT, "buffer_frames is over 2^30");
  if ((r.samples & pcm_forms) != 0) {
    if ((r.samples & ~pcm_forms) != 0)
      throw Error(NT_INVALID_ARGUMENT, "one request asks for PCM or for DSD, whose rates are not counted alike");
    if (!(r.sample_rate >= NT_MIN_SAMPLE_RATE && r.sample_rate <= NT_MAX_SAMPLE_RATE))
      throw Error(NT_INVALID_ARGUMENT, "the sample rate is 1000 to 1600000 Hz");
    return;
  }
  if (r.channels > NT_DSD_MAX_CHANNELS) throw Error(NT_UNSUPPORTED, "DSD has at most 6 channels");
  const auto rates = usual_dsd_rates();
  if (std::find(rates.begin(), rates.end(), r.sample_rate) == rates.end())
    throw Error(NT_INVALID_ARGUMENT, "the bit rate of DSD is 64, 128, 256 or 512 times 44100 or 48000");
}

std::span<const double> usual_rates() {
  static constexpr std::array<double, 16> rates{8000,  11025, 16000,  22050,  32000,  44100,  48000,  64000,
                                                88200, 96000, 176400, 192000, 352800, 384000, 705600, 768000};
  return rates;
}

std::span<const double> usual_dsd_rates() {
  static constexpr std::array<double, 8> rates{64 * 44100.0,  64 * 48000.0,  128 * 44100.0, 128 * 48000.0,
                                               256 * 44100.0, 256 * 48000.0, 512 * 44100.0, 512 * 48000.0};
  return rates;
}

nt_device_capabilities boundless(uint32_t samples) {
  nt_device_capabilities c{};
  c.min_channels = 1;
  c.max_channels = NT_MAX_CHANNELS;
  c.samples = samples;
  if ((samples & pcm_forms) != 0)
    for (const double rate : usual_rates()) c.rates[c.rate_count++] = rate;
  if ((samples & ~pcm_forms) != 0)
    for (const double rate : usual_dsd_rates()) c.dsd_rates[c.dsd_count++] = rate;
  return c;
}

}  // namespace nt::device
