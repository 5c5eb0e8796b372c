#include "analysis/analyser.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "abi/guard.hpp"
#include "rt/lanes.hpp"

namespace nt::analysis {
namespace {

constexpr uint32_t converted_room = 8192;
constexpr double full_scale = 1 - 0x1p-15;
constexpr uint32_t clipped_run = 3;

void check(nt_status status) {
  if (status >= 0) return;
  char text[512];
  nt_last_error(text, sizeof text);
  throw Error(status, text);
}

template <class T>
std::vector<double> as_doubles(const T* values, size_t count) {
  return std::vector<double>(values, values + count);
}

}  // namespace

Analyser::Analyser(const nt_analyser_options& o)
    : channels_(o.channels),
      loudness_(o.sample_rate, o.channels, o.channel_mask, o.true_peak_oversampling),
      fold_(o.channels, o.channel_mask),
      pair_((o.features & NT_ANALYSE_F0) != 0),
      samples_(o.channels),
      left_(piece),
      right_(piece) {
  if (o.sample_rate == NT_ANALYSIS_RATE) return;
  nt_resampler* resampler = nullptr;
  check(
      nt_resampler_create(o.sample_rate, NT_ANALYSIS_RATE, fold_.is_mono() ? 1 : 2, NT_RESAMPLE_ANALYSIS, &resampler));
  resampler_.reset(resampler);
  converted_left_.resize(converted_room);
  converted_right_.resize(converted_room);
}

void Analyser::add(const double* const* in, uint32_t frames) {
  std::array<const double*, NT_MAX_CHANNELS> at{};
  // By pieces that stay in the nearest cache from one measure to the next.
  for (uint32_t done = 0; done < frames;) {
    const uint32_t count = std::min(frames - done, piece);
    for (uint32_t c = 0; c < channels_; ++c) at[c] = in[c] + done;
    loudness_.add(at.data(), count);
    for (uint32_t noted = 0; noted < count;) {
      const uint32_t some = std::min(count - noted, statistics - block_frames_);
      note_samples(at.data(), noted, some);
      noted += some;
    }
    convert(at.data(), count);
    done += count;
  }
}

void Analyser::note_samples(const double* const* in, uint32_t offset, uint32_t frames) {
  for (uint32_t c = 0; c < channels_; ++c) {
    Channel& channel = samples_[c];
    const double* x = in[c] + offset;
    lanes::add_values(channel.block.sum, block_frames_, x, frames);
    lanes::add_energy(channel.block.energy, block_frames_, x, frames);
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    lanes::extremes(x, frames, least, greatest);
    channel.least = std::min(channel.least, least);
    channel.greatest = std::max(channel.greatest, greatest);
    // Runs are rare: the peak of the stretch says whether to look.
    if (channel.run == 0 && std::max(-least, greatest) < full_scale) continue;
    for (uint32_t i = 0; i < frames; ++i) {
      channel.run = std::fabs(x[i]) >= full_scale ? channel.run + 1 : 0;
      clipped_runs_ += channel.run == clipped_run ? 1 : 0;
    }
  }
  block_frames_ += frames;
  if (block_frames_ != statistics) return;
  block_frames_ = 0;
  for (Channel& channel : samples_) {
    channel.sum += channel.block.sum.total();
    channel.energy += channel.block.energy.total();
    channel.block = Block{};
  }
}

void Analyser::convert(const double* const* in, uint32_t frames) {
  const double* pair[2] = {in[0], in[channels_ == 1 ? 0 : 1]};
  if (channels_ > 2) {
    fold_.apply(in, left_.data(), right_.data(), frames);
    pair[0] = left_.data();
    pair[1] = right_.data();
  }
  if (!resampler_) {
    pair_.add(pair[0], pair[1], frames);
    return;
  }
  double* out[2] = {converted_left_.data(), converted_right_.data()};
  uint32_t got = 0;
  check(nt_resampler_process(resampler_.get(), pair, frames, out, converted_room, &got));
  deliver(got);
  // What did not fit follows without input.
  while (got == converted_room) {
    check(nt_resampler_process(resampler_.get(), pair, 0, out, converted_room, &got));
    deliver(got);
  }
}

void Analyser::deliver(uint32_t frames) {
  pair_.add(converted_left_.data(), fold_.is_mono() ? converted_left_.data() : converted_right_.data(), frames);
}

void Analyser::finish() {
  if (finished_) return;
  if (resampler_) {
    double* out[2] = {converted_left_.data(), converted_right_.data()};
    for (nt_status status = NT_OK; status != NT_END;) {
      uint32_t got = 0;
      status = nt_resampler_flush(resampler_.get(), out, converted_room, &got);
      check(status);
      deliver(got);
    }
  }
  pair_.finish();
  finished_ = true;
}

nt_analyser_summary Analyser::summarise() const {
  nt_analyser_summary s{};
  s.loudness = loudness_.read();
  double energy = 0;
  for (const Channel& channel : samples_) energy += channel.energy + channel.block.energy.total();
  if (s.loudness.frames != 0) s.mean_square = energy / (static_cast<double>(s.loudness.frames) * channels_);
  const Envelope& e = pair_.envelope();
  if (e.frames() != 0) {
    const auto frames = static_cast<double>(e.frames());
    const double both = (e.left_energy() + e.right_energy()) / 2;
    s.mid_power = (both + e.product()) / frames;
    s.side_power = std::max(0.0, both - e.product()) / frames;
    s.cross_power = (e.left_energy() - e.right_energy()) / 2 / frames;
  }
  s.rt60_s = pair_.decay().rt60_s();
  s.decay_step_s = DecayEstimate::step_s;
  s.series_step_s = loudness_.series(NT_LOUDNESS_MOMENTARY).step_s();
  s.clipped_runs = clipped_runs_;
  for (uint32_t i = 0; i < 3; ++i) s.active_frames[i] = pair_.active_frames(i);
  return s;
}

std::vector<double> Analyser::values(int32_t kind, uint32_t index) const {
  const auto below = [index](uint32_t limit) {
    if (index >= limit) throw Error(NT_INVALID_ARGUMENT, "these values have no index " + std::to_string(index));
    return index;
  };
  switch (kind) {
    case NT_VALUES_SPECTRUM_MID:
      return pair_.spectrum(below(3)).mid;
    case NT_VALUES_SPECTRUM_SIDE:
      return pair_.spectrum(below(3)).side;
    case NT_VALUES_SPECTRUM_CROSS:
      return pair_.spectrum(below(3)).cross;
    case NT_VALUES_SIXTH_MEAN:
      return pair_.sixth_mean_db();
    case NT_VALUES_SIXTH_DEVIATION:
      return pair_.sixth_deviation_db();
    case NT_VALUES_THIRD_LEVELS:
      return pair_.third_level(below(NT_THIRD_OCTAVES)).counts();
    case NT_VALUES_MEL_HZ: {
      std::vector<double> hz;
      for (uint32_t b = 0; b < NT_MEL_BANDS; ++b) hz.push_back(pair_.mel().centre_hz(b));
      return hz;
    }
    case NT_VALUES_MEL_POWER: {
      const PairAnalysis::MeanSpectrum& spectrum = pair_.spectrum(1);
      std::vector<double> power;
      for (uint32_t b = 0; b < NT_MEL_BANDS; ++b)
        power.push_back((pair_.mel().sum(b, spectrum.mid.data()) + pair_.mel().sum(b, spectrum.side.data())) /
                        PairAnalysis::noise_bandwidth);
      return power;
    }
    case NT_VALUES_MEL_LEVELS:
      return pair_.mel_level(below(NT_MEL_BANDS)).counts();
    case NT_VALUES_MEL_SIDE_LEVELS:
      return pair_.mel_side_level(below(NT_MEL_BANDS)).counts();
    case NT_VALUES_LOUDNESS_LEVELS:
      return loudness_.histogram(static_cast<nt_loudness_kind>(below(2)));
    case NT_VALUES_LOUDNESS_SERIES: {
      const auto& series = loudness_.series(static_cast<nt_loudness_kind>(below(2)));
      return as_doubles(series.data(), series.size());
    }
    case NT_VALUES_RMS_LEVELS:
      return pair_.envelope().rms(below(3)).counts();
    case NT_VALUES_CREST_LEVELS:
      return pair_.envelope().crest(below(2)).counts();
    case NT_VALUES_DC:
    case NT_VALUES_SWING: {
      std::vector<double> of_channels;
      const auto frames = static_cast<double>(std::max<uint64_t>(1, loudness_.read().frames));
      for (const Channel& channel : samples_) {
        const double dc = (channel.sum + channel.block.sum.total()) / frames;
        of_channels.push_back(kind == NT_VALUES_DC ? dc : std::max({0.0, channel.greatest - dc, dc - channel.least}));
      }
      return of_channels;
    }
    case NT_VALUES_DECAY:
      return pair_.decay().mean_decay_db();
    case NT_VALUES_F0_HZ:
      return pair_.pitch() == nullptr ? std::vector<double>()
                                      : as_doubles(pair_.pitch()->hz().data(), pair_.pitch()->hz().size());
    case NT_VALUES_F0_CONFIDENCE:
      return pair_.pitch() == nullptr
                 ? std::vector<double>()
                 : as_doubles(pair_.pitch()->confidence().data(), pair_.pitch()->confidence().size());
    default:
      throw Error(NT_INVALID_ARGUMENT, "no values have the kind " + std::to_string(kind));
  }
}

}  // namespace nt::analysis
