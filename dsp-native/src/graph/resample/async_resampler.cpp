#include "graph/resample/async_resampler.hpp"

#include <algorithm>
#include <cmath>

#include "abi/guard.hpp"
#include "graph/factory.hpp"

namespace nt::graph {
namespace {

constexpr size_t least_transform = 1024;
constexpr size_t short_taps = 24, long_taps = 128;
constexpr Polynomials short_polynomials = {3, 48}, long_polynomials = {3, 64};
constexpr double stage_db = 190, direct_db = 175;
constexpr double widest_range = 0.1;

}  // namespace

/// What is designed before anything is made.
struct AsyncResampler::Plan {
  Ratio ratio;
  std::optional<Doubling> doubling;
  double pass, stop;  // cycles per input frame
  FractionalFilter filter;

  static Plan of(const nt_async_options& o) {
    require_range("in_rate", o.in_rate, NT_MIN_SAMPLE_RATE, NT_RESAMPLE_MAX_RATE);
    require_range("out_rate", o.out_rate, NT_MIN_SAMPLE_RATE, NT_RESAMPLE_MAX_RATE);
    require_range("range", o.range, 0, widest_range);
    const Ratio ratio = Ratio::of(o.in_rate, o.out_rate);
    // The output's rate at the factor that makes it lowest.
    const double lower = std::min(1.0, static_cast<double>(ratio.up) / static_cast<double>(ratio.down) / (1 + o.range));
    if (o.kind == NT_ASYNC_STANDARD) {
      const LowPass filter{0.454 * lower, 0.5 * lower, stage_db, 0, false};
      const Doubling doubling = Doubling::choose(lower, filter, least_transform);
      return {ratio, doubling, filter.pass, filter.stop, doubling.interpolation(short_taps, short_polynomials)};
    }
    if (o.kind != NT_ASYNC_LOW_LATENCY) throw Error(NT_INVALID_ARGUMENT, "kind is none of nt_async_kind");
    const double width = (direct_db - 7.95) / (14.36 * long_taps), middle = 0.5 * lower;
    if (middle < 2 * width)
      throw Error(NT_UNSUPPORTED, "low latency needs an output rate of at least 0.37 of the input rate");
    const KaiserSinc sinc(middle, long_taps / 2.0, direct_db);
    return {ratio, std::nullopt, middle - width / 2, middle + width / 2,
            FractionalFilter(sinc, long_taps, long_polynomials)};
  }
};

AsyncResampler::AsyncResampler(const nt_async_options& options, uint32_t channels, uint32_t max_frames)
    : AsyncResampler(Plan::of(options), options, channels, max_frames) {}

AsyncResampler::AsyncResampler(const Plan& plan, const nt_async_options& options, uint32_t channels,
                               uint32_t max_frames)
    : in_rate_(options.in_rate),
      out_rate_(options.out_rate),
      range_(options.range),
      pass_(plan.pass),
      stop_(plan.stop),
      max_frames_(max_frames),
      first_ratio_(plan.doubling ? plan.doubling->ratio : Ratio{1, 1}),
      filter_(plan.filter),
      between_(channels),
      place_(plan.ratio.down * first_ratio_.up, plan.ratio.up * first_ratio_.down),
      first_(channels) {
  if (plan.doubling) stage_.emplace(plan.doubling->shape, plan.doubling->filter, channels);
  burst_ = stage_ ? stage_->out_step() : max_frames;
  most_ = first_ratio_.up * max_frames / first_ratio_.down + 2 * burst_ + filter_.taps();
  between_ = FrameQueue(channels, most_);
  reset();
}

void AsyncResampler::reset() noexcept {
  if (stage_) stage_->reset();
  between_.clear();
  double* const* before = between_.grow(filter_.before());
  for (uint32_t c = 0; c < channels(); ++c) std::fill_n(before[c], filter_.before(), 0.0);
  passed_ = 0;
  place_.reset();
}

void AsyncResampler::push(const double* const* in, size_t from, size_t frames) {
  if (stage_) {
    for (uint32_t c = 0; c < channels(); ++c) first_[c] = in[c] + from;
    stage_->push(first_.data(), frames, between_);
    return;
  }
  double* const* places = between_.grow(frames);
  for (uint32_t c = 0; c < channels(); ++c) std::copy_n(in[c] + from, frames, places[c]);
}

void AsyncResampler::process(const double* const* in, uint32_t frames, double* const* out, uint32_t capacity,
                             uint32_t& taken, uint32_t& got) noexcept {
  taken = got = 0;
  for (;;) {
    got += interpolate(out, got, capacity - got);
    // A push of a block's frames completes one block at most.
    if (taken == frames || between_.size() + burst_ > most_) return;
    const auto n = static_cast<uint32_t>(
        std::min<size_t>(frames - taken, stage_ ? burst_ * first_ratio_.down / first_ratio_.up : burst_));
    push(in, taken, n);
    taken += n;
  }
}

uint32_t AsyncResampler::interpolate(double* const* out, uint32_t from, uint32_t capacity) noexcept {
  const auto made = static_cast<uint32_t>(filter_.follow(place_, between_, out, from, capacity));
  const size_t passed = std::min<size_t>(place_.whole(), between_.size());
  between_.drop_front(passed);
  place_.move_back(passed);
  passed_ += passed;
  return made;
}

nt_resampler_info AsyncResampler::describe() const {
  const size_t half = filter_.taps() / 2 * first_ratio_.down / first_ratio_.up;
  return {in_rate_,
          out_rate_,
          pass_ * in_rate_,
          stop_ * in_rate_,
          0,
          channels(),
          static_cast<uint32_t>((stage_ ? stage_->latency() : 0) + half)};
}

void AsyncResampler::place(uint64_t& whole, double& fraction) const {
  const uint64_t frames = passed_ + place_.whole();
  const double up = static_cast<double>(first_ratio_.up), down = static_cast<double>(first_ratio_.down);
  whole = frames * first_ratio_.down / first_ratio_.up;
  fraction = (static_cast<double>(frames % first_ratio_.up) + place_.fraction()) * down / up;
  const auto more = static_cast<uint64_t>(fraction);
  whole += more;
  fraction -= static_cast<double>(more);
}

}  // namespace nt::graph
