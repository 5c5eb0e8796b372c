#include "analysis/artifacts.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/level_histogram.hpp"

namespace nt::analysis {
namespace {

constexpr double full_scale = 1 - 0x1p-15;
constexpr uint32_t clipped_run = 3;
constexpr double step_factor = 6, step_factor_there = 4, step_share_there = 0.5;
constexpr double least_level_db = -80, jump_db = 3, steady_db = 1;
constexpr double least_step = 0x1p-15;  // the grid of 16 bit is no artefact in a fade

}  // namespace

Artifacts::Artifacts(double sample_rate, uint32_t channels)
    : sample_rate_(sample_rate), channels_(channels), gain_(sample_rate, channels) {
  for (Signal* signal : {&target_, &render_}) {
    signal->channels.resize(channels);
    signal->levels.fill(-1000);
    signal->changes.fill(0);
  }
  end_ = frame_end(1);
}

uint64_t Artifacts::frame_end(uint64_t count) const noexcept {
  return static_cast<uint64_t>(static_cast<double>(count) * sample_rate_ / 100 + 0.5);
}

void Artifacts::add(const double* const* target, const double* const* render, uint32_t frames) noexcept {
  for (uint32_t done = 0; done < frames;) {
    const auto piece = static_cast<uint32_t>(std::min<uint64_t>(frames - done, end_ - position_));
    take(target_, target, done, piece);
    take(render_, render, done, piece);
    gain_.add(target, render, done, piece);
    position_ += piece;
    done += piece;
    if (position_ == end_) end_frame();
  }
}

void Artifacts::take(Signal& signal, const double* const* in, uint32_t offset, uint32_t frames) noexcept {
  using lanes::Four;
  const auto place = static_cast<size_t>(position_ - frame_end(ended_));
  for (uint32_t c = 0; c < channels_; ++c) {
    Channel& channel = signal.channels[c];
    const double* x = in[c] + offset;
    Part& now = channel.now;
    lanes::add_energy(now.energy, place, x, frames);
    // The step into frame 0 is no step.
    const double first = x[0] - (position_ == 0 ? x[0] : channel.last);
    now.largest_step = std::max(now.largest_step, std::fabs(first));
    now.step_energy.lane[place % lanes::count] += first * first;
    double top = now.largest_step;
    Four tops = {top, top, top, top};
    now.step_energy.add(
        place + 1, frames - 1,
        [&](size_t i) {
          const double step = x[i + 1] - x[i];
          top = std::max(top, std::fabs(step));
          return step * step;
        },
        [&](size_t i) {
          const Four step = lanes::four_at(x + i + 1) - lanes::four_at(x + i), size = step < 0 ? -step : step;
          tops = size > tops ? size : tops;
          return step * step;
        });
    now.largest_step = std::max({top, tops[0], tops[1], tops[2], tops[3]});
    channel.last = x[frames - 1];
    // Runs are rare: the peak of the stretch says whether to look.
    if (channel.run == 0 && lanes::peak(x, frames) < full_scale) continue;
    for (uint32_t i = 0; i < frames; ++i) {
      channel.run = std::fabs(x[i]) >= full_scale ? channel.run + 1 : 0;
      now.clipped |= channel.run >= clipped_run;
    }
  }
}

void Artifacts::close(Signal& signal) noexcept {
  const size_t slot = ended_ % kept;
  double energy = 0;
  for (Channel& channel : signal.channels) {
    energy += channel.now.energy.total();
    channel.past[slot] = {channel.now.step_energy.total(), channel.now.largest_step, channel.now.clipped};
    channel.now = Part{};
  }
  const auto frames = static_cast<double>(end_ - frame_end(ended_));
  const double level = power_db(energy / (frames * channels_));
  const double before = signal.levels[(slot + kept - 1) % kept];
  const bool heard = ended_ > 0 && level >= least_level_db && before >= least_level_db;
  signal.changes[slot] = heard ? level - before : 0;
  signal.levels[slot] = level;
}

void Artifacts::end_frame() noexcept {
  close(target_);
  close(render_);
  ++ended_;
  end_ = frame_end(ended_ + 1);
  if (ended_ > around) judge(ended_ - 1 - around, ended_ - 1, counts_);
}

bool Artifacts::has_clipping(const Signal& signal, uint64_t frame) const noexcept {
  return std::any_of(signal.channels.begin(), signal.channels.end(),
                     [&](const Channel& c) { return c.past[frame % kept].clipped; });
}

double Artifacts::step(const Channel& channel, uint64_t frame, uint64_t last) const noexcept {
  const double largest = channel.past[frame % kept].largest_step;
  if (largest <= least_step) return 0;
  const uint64_t first = frame < around ? 0 : frame - around;
  last = std::min(last, frame + around);
  const auto samples = static_cast<double>(frame_end(last + 1) - frame_end(first));
  double energy = 0;
  for (uint64_t f = first; f <= last; ++f) energy += channel.past[f % kept].step_energy;
  return largest * std::sqrt(samples / energy);
}

bool Artifacts::has_new_step(uint64_t frame, uint64_t last) const noexcept {
  for (uint32_t c = 0; c < channels_; ++c) {
    const double render = step(render_.channels[c], frame, last);
    if (render <= step_factor) continue;
    // A filter draws a step out over a border, or raises it a little: that is no step of the render's own.
    double target = 0;
    for (uint64_t f = frame == 0 ? 0 : frame - 1; f <= std::min(last, frame + 1); ++f)
      target = std::max(target, step(target_.channels[c], f, last));
    if (target <= std::max(step_factor_there, step_share_there * render)) return true;
  }
  return false;
}

void Artifacts::judge(uint64_t frame, uint64_t last, nt_artifacts_reading& counts) const noexcept {
  const size_t slot = frame % kept;
  const bool clipped = has_clipping(render_, frame) && !has_clipping(target_, frame);
  const bool step = has_new_step(frame, last);
  // A frame of the target without a level cannot say that it was steady.
  const bool comparable = target_.levels[slot] >= least_level_db;
  const bool moves = comparable && frame > 0 && std::fabs(render_.changes[slot]) > jump_db &&
                     std::fabs(target_.changes[slot]) < steady_db;
  const bool jump = moves && std::fabs(gain_.between(frame_end(frame - 1), frame_end(frame))) > jump_db;
  ++counts.frames;
  counts.clipped += clipped ? 1 : 0;
  counts.steps += step ? 1 : 0;
  counts.jumps += jump ? 1 : 0;
  counts.any += clipped || step || jump ? 1 : 0;
}

nt_artifacts_reading Artifacts::read() const {
  nt_artifacts_reading counts = counts_;
  for (uint64_t frame = ended_ > around ? ended_ - around : 0; frame < ended_; ++frame)
    judge(frame, ended_ - 1, counts);
  return counts;
}

}  // namespace nt::analysis
