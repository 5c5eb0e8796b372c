// Bytes as rates, ratios and calls on the converters: between two rates, between two clocks, and the control that
// steers the latter. Counts must add up and finite input must give finite output.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "input.hpp"
#include "ntdsp/resample.h"

namespace {

using namespace nt::fuzz;

constexpr uint32_t most_in = 2048, most_out = 16384, most_channels = 3;

double rate(Bytes& in) {
  static constexpr double rates[] = {44100, 48000, 96000, 192000, 8000, 88200, 44056, 352800, 2822400, 768000};
  const uint8_t b = in.byte();
  return b < 200 ? rates[b % 10] : b < 240 ? 1000 + 17.0 * in.raw<uint16_t>() : in.number(1000, NT_RESAMPLE_MAX_RATE);
}

/// Planes in and out of one converter.
struct Planes {
  explicit Planes(uint32_t channels)
      : in(channels, std::vector<double>(most_in)), out(channels, std::vector<double>(most_out)) {
    for (auto& plane : in) from.push_back(plane.data());
    for (auto& plane : out) to.push_back(plane.data());
  }
  /// False where a value is not finite: then the call must be refused.
  bool fill(Bytes& bytes, uint32_t frames) {
    const double level = bytes.number(0, 1);
    const uint8_t shape = bytes.byte();
    bool finite = frames == 0;
    for (uint32_t i = 0; i < frames; ++i) {
      noise_ = noise_ * 6364136223846793005ull + 1442695040888963407ull;
      for (auto& plane : in)
        plane[i] = level * (shape % 3 == 0   ? static_cast<double>(static_cast<int64_t>(noise_)) * 0x1p-63
                            : shape % 3 == 1 ? (i / 7 % 2 == 0 ? 1.0 : -1.0)
                                             : 1.0);
      finite = std::isfinite(in[0][i]);
      if (!finite) break;
    }
    loud = std::fabs(level) > 1e30;
    return finite;
  }
  void check(uint32_t got) const {
    if (loud) return;
    for (const auto& plane : out)
      for (uint32_t i = 0; i < got; ++i)
        if (!std::isfinite(plane[i])) broken("finite input, output that is not");
  }
  std::vector<std::vector<double>> in, out;
  std::vector<const double*> from;
  std::vector<double*> to;
  bool loud = false;

 private:
  uint64_t noise_ = 1;
};

void between_rates(Bytes& in) {
  nt_resampler* r = nullptr;
  const uint32_t channels = in.whole(1, most_channels);
  const double from = rate(in), to = rate(in);
  const int32_t quality = static_cast<int32_t>(in.whole(0, 4)) + (in.byte() % 4 == 0 ? NT_RESAMPLE_MINIMUM_PHASE : 0);
  // Filters for ratios far apart are long, and made anew for each input: some hundred times is what is looked at.
  if (from / to > 128 || to / from > 128) return;
  if (known(nt_resampler_create(from, to, channels, quality, &r)) != NT_OK) return;
  nt_resampler_info info{};
  if (known(nt_resampler_describe(r, &info)) != NT_OK || info.channels != channels) broken("it describes another");
  if (channels > most_channels) return nt_resampler_destroy(r);
  Planes planes(channels);
  uint64_t taken = 0, delivered = 0;
  bool ended = false, quiet = true;
  for (int calls = 0; in.left() && calls < 24; ++calls) {
    uint32_t got = 0;
    const uint8_t op = in.byte();
    const uint32_t room = std::min(in.whole(0, 249) * 64, most_out);
    if (op % 8 == 7) {
      if (known(nt_resampler_reset(r)) != NT_OK) broken("reset fails");
      taken = delivered = 0;
      ended = false;
      quiet = true;
      continue;
    }
    if (op % 8 == 6) {
      const nt_status status = known(nt_resampler_flush(r, planes.to.data(), room, &got));
      if (got > room || (status < NT_OK) != (room == 0))
        broken("flush fails, overruns, or takes no room for an answer");
      ended = ended || room > 0;
    } else {
      const uint32_t frames = std::min(in.whole(0, 249) * 8, most_in);
      const bool finite = planes.fill(in, frames);
      const nt_status status = known(nt_resampler_process(r, planes.from.data(), frames, planes.to.data(), room, &got));
      if (got > room) broken("more frames than there is room for");
      if (ended && status == NT_BAD_STATE) continue;
      if ((status == NT_OK) != finite) broken("what is not finite is taken, or what is finite refused");
      if (status == NT_OK) taken += frames;
    }
    quiet = quiet && !planes.loud;
    if (quiet) planes.check(got);
    delivered += got;
    if (static_cast<double>(delivered) > std::ceil(static_cast<double>(taken) * to / from) + 1)
      broken("more frames leave than the input lasts");
  }
  nt_resampler_destroy(r);
}

void between_clocks(Bytes& in) {
  nt_async_options options{};
  options.in_rate = rate(in);
  options.out_rate = rate(in);
  options.range = in.number(0, 0.1);
  options.kind = static_cast<int32_t>(in.whole(0, 1));
  const uint32_t channels = in.whole(1, most_channels), max_frames = std::min(in.whole(1, 240) * 8, most_in);
  if (options.in_rate / options.out_rate > 128 || options.out_rate / options.in_rate > 128) return;
  nt_async_resampler* r = nullptr;
  if (known(nt_async_resampler_create(&options, channels, max_frames, &r)) != NT_OK) return;
  if (channels > most_channels) return nt_async_resampler_destroy(r);
  Planes planes(channels);
  bool quiet = true;
  uint64_t whole_before = 0;
  for (int calls = 0; in.left() && calls < 24; ++calls) {
    switch (in.byte() % 6) {
      case 0:
        known(nt_async_resampler_glide(r, in.number(0.9, 1.1), in.whole(0, 249) * 50));
        break;
      case 1:
        known(nt_async_resampler_reset(r));
        whole_before = 0;
        quiet = true;
        break;
      default: {
        const uint32_t frames = std::min(in.whole(0, 249) * 8, most_in),
                       room = std::min(in.whole(0, 249) * 64, most_out);
        const bool finite = planes.fill(in, frames);
        uint32_t taken = 0, got = 0;
        const nt_status status =
            known(nt_async_resampler_process(r, planes.from.data(), frames, planes.to.data(), room, &taken, &got));
        if (frames <= max_frames && (status == NT_OK) != finite)
          broken("what is not finite is taken, or what is finite refused");
        if (taken > frames || got > room) broken("counts beyond what was given");
        quiet = quiet && !planes.loud;
        if (quiet && status == NT_OK) planes.check(got);
        uint64_t whole = 0;
        double fraction = 0;
        if (known(nt_async_resampler_place(r, &whole, &fraction)) != NT_OK || fraction < 0 || fraction >= 1 ||
            whole < whole_before)
          broken("the place goes back or lies between no two frames");
        whole_before = whole;
      }
    }
  }
  nt_async_resampler_destroy(r);
}

void drift(Bytes& in) {
  const nt_drift_options options{rate(in), in.number(0, 20000), in.number(1e-5, 0.1)};
  nt_drift_control* d = nullptr;
  if (known(nt_drift_control_create(&options, &d)) != NT_OK) return;
  double seconds = 0, place = 0;
  uint64_t written = 0;
  for (int calls = 0; in.left() && calls < 200; ++calls) {
    seconds += in.number(0, 0.05);
    place += in.number(0, 3000);
    written += in.whole(0, 249) * 12;
    double factor = 1;
    if (known(nt_drift_control_update(d, seconds, place, seconds - in.number(0, 0.01), written, &factor)) == NT_OK &&
        !(factor >= 1 - options.range && factor <= 1 + options.range))  // what a converter of that range takes
      broken("a factor beyond the range");
    nt_drift_state state{};
    if (known(nt_drift_control_state(d, &state)) != NT_OK) broken("no state");
    if (in.byte() == 255) known(nt_drift_control_reset(d));
  }
  nt_drift_control_destroy(d);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes in(data, size);
  switch (in.byte() % 4) {
    case 0:
      drift(in);
      break;
    case 1:
      between_clocks(in);
      break;
    default:
      between_rates(in);
  }
  return 0;
}
