#include <algorithm>
#include <cmath>
#include <vector>

#include "graph/cascade.hpp"
#include "graph/dynamics/delay.hpp"
#include "graph/dynamics/limiter_gain.hpp"
#include "graph/dynamics/loudest.hpp"
#include "graph/dynamics/quadruple.hpp"
#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "graph/work_planes.hpp"
#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = Quadruple::slice;
constexpr double lookahead_s = 0.002;
constexpr double release_ms = 30;

/// Butterworth high pass of the fourth order.
std::vector<Section> high_pass(double f_hz, double sample_rate) {
  std::vector<Section> sections;
  const double k = math::tan(math::pi * f_hz / sample_rate);
  for (const double angle : {math::pi / 8, 3 * math::pi / 8}) {
    const double damping = 2 * math::cos(angle) * k, a0 = 1 + damping + k * k;
    sections.push_back({1 / a0, -2 / a0, 1 / a0, 2 * (k * k - 1) / a0, (1 - damping + k * k) / a0});
  }
  return sections;
}

/// What is added to u: the first powers of -ln(1 - u) - u. A tone of amplitude 1 gets, relative to itself, harmonics
/// at 0.375, 0.146, 0.031 and 0.0125 (2nd to 5th) and 0.375 of its own. Nothing above the fifth: at four times the rate
/// that cannot fold back below half the rate.
double harmonics(double u) {
  return u * u * nt::fused(u, nt::fused(u, nt::fused(u, 1.0 / 5, 1.0 / 4), 1.0 / 3), 1.0 / 2);
}

/// Sound that the gain holds is within full scale. Samples a hundred decades beyond it are not, and their powers would
/// overflow and stay in the filters for good.
double within_reach(double u) { return u > -1.5 ? (u < 1.5 ? u : 1.5) : -1.5; }

/// Harmonics of what is above from_hz, added to the delayed dry signal.
///
/// The part above from_hz is driven, but held within full scale by a smooth look-ahead gain (linked over all
/// channels), bent by a polynomial at four times the rate, brought back to its own level by the inverse of that gain,
/// and high-passed again: what lies below from_hz stays as it is. The polynomial never clips, so drive decides how far
/// into the curve quiet passages reach, and a full drive treats all levels alike.
class Exciter final : public Processor {
 public:
  explicit Exciter(const nt_exciter_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t /*max_frames*/) override {
    require_range("from_hz", params_.from_hz, 500, 0.45 * sample_rate);
    channels_ = channels;
    drive_ = math::db_to_amp(params_.drive_db);
    const auto sections = high_pass(params_.from_hz, sample_rate);
    before_.set(sections, channels);
    after_.set(sections, channels);
    auto twice = sections;
    twice.insert(twice.end(), sections.begin(), sections.end());
    tail_ = cascade_tail(twice);
    gain_.activate(static_cast<uint32_t>(std::lround(lookahead_s * sample_rate)), release_ms, sample_rate);
    part_delay_.resize(channels, gain_.delay(), slice);
    gain_delay_.resize(1, Quadruple::latency(), slice);
    dry_.resize(channels, gain_.delay() + Quadruple::latency(), slice);
    rates_.resize(channels);
    for (auto& rate : rates_) rate.activate();
    planes_.resize(channels, slice);
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t start = 0; start < frames; start += slice) run(in, out, start, std::min(slice, frames - start));
  }

  void reset() noexcept override {
    before_.reset();
    after_.reset();
    gain_.reset();
    part_delay_.reset();
    gain_delay_.reset();
    dry_.reset();
    for (auto& rate : rates_) rate.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return dry_.length(); }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }

  void save(StateWriter& writer) const override {
    before_.save(writer);
    after_.save(writer);
    gain_.save(writer);
    part_delay_.save(writer);
    gain_delay_.save(writer);
    dry_.save(writer);
    for (const auto& rate : rates_) rate.save(writer);
  }
  void load(StateReader& reader) override {
    before_.load(reader);
    after_.load(reader);
    gain_.load(reader);
    part_delay_.load(reader);
    gain_delay_.load(reader);
    dry_.load(reader);
    for (auto& rate : rates_) rate.load(reader);
  }

 private:
  void run(const double* const* in, double* const* out, uint32_t start, uint32_t n) noexcept {
    const double* source[NT_MAX_CHANNELS];
    for (uint32_t c = 0; c < channels_; ++c) source[c] = in[c] + start;
    before_.process(source, planes_.data(), n);

    double gain[slice], reduction[slice];
    find_loudest(planes_.data(), channels_, 0, n, gain);
    for (uint32_t i = 0; i < n; ++i) {
      const double driven = gain[i] * drive_;
      gain[i] = driven > 1 ? 1 - 1 / driven : 0.0;
    }
    if (!gain_.run(gain, n, reduction)) std::fill(reduction, reduction + n, 0.0);
    for (uint32_t i = 0; i < n; ++i) gain[i] = drive_ * (1 - reduction[i]);
    for (uint32_t c = 0; c < channels_; ++c) {
      double* x = planes_[c];
      part_delay_.pass(c, x, x, n);
      for (uint32_t i = 0; i < n; ++i) x[i] = within_reach(x[i] * gain[i]);
      rates_[c].process(x, x, n, [](double* plane, uint32_t count) {
        for (uint32_t i = 0; i < count; ++i) plane[i] = harmonics(plane[i]);
      });
    }
    part_delay_.advance(n);
    // Its first latency() values are zero, and so is what they divide.
    gain_delay_.pass(0, gain, gain, n);
    gain_delay_.advance(n);
    for (uint32_t i = 0; i < n; ++i) gain[i] = gain[i] > 0 ? params_.mix / gain[i] : 0.0;
    for (uint32_t c = 0; c < channels_; ++c)
      for (uint32_t i = 0; i < n; ++i) planes_[c][i] *= gain[i];
    after_.process(planes_.data(), planes_.data(), n);
    for (uint32_t c = 0; c < channels_; ++c) {
      double* target = out[c] + start;
      dry_.pass(c, source[c], target, n);
      for (uint32_t i = 0; i < n; ++i) target[i] += planes_[c][i];
    }
    dry_.advance(n);
  }

  nt_exciter_params params_;
  uint32_t channels_ = 0;
  double drive_ = 1;
  Cascade before_, after_;
  LimiterGain gain_;
  Delay part_delay_, gain_delay_, dry_;
  std::vector<Quadruple> rates_;  // one a channel
  WorkPlanes planes_;
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_exciter(const nt_exciter_params& params) {
  require_range("drive_db", params.drive_db, 0, 36);
  require_range("mix", params.mix, 0, 1);
  require_range("from_hz", params.from_hz, 500, 16000);
  return std::make_unique<Exciter>(params);
}

}  // namespace nt::graph
