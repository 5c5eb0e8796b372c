#include <algorithm>
#include <cmath>

#include "graph/dynamics/delayed_gain.hpp"
#include "graph/dynamics/loudest.hpp"
#include "graph/factory.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

constexpr uint32_t slice = 256;
constexpr double nothing_db = 1e-9;  // nearer to its aim the gain is there: open means untouched

double keep_of(double ms, double sample_rate) { return math::exp(-1.0 / (ms * 1e-3 * sample_rate)); }

/// A switch with hysteresis and hold on the loudest channel's absolute sample, and a gain in dB that follows it through
/// one pole each way. Its gain history is that gain.
class Gate final : public Processor {
 public:
  explicit Gate(const nt_gate_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    channels_ = channels;
    open_at_ = math::db_to_amp(params_.threshold_db);
    close_at_ = math::db_to_amp(params_.threshold_db - params_.hysteresis_db);
    hold_ = static_cast<uint32_t>(std::lround(params_.hold_ms * 1e-3 * sample_rate));
    attack_keep_ = keep_of(params_.attack_ms, sample_rate);
    release_keep_ = keep_of(params_.release_ms, sample_rate);
    const auto ahead = static_cast<uint32_t>(std::lround(params_.lookahead_ms * 1e-3 * sample_rate));
    out_.activate(sample_rate, channels, ahead, slice, max_frames);
    reset();
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    for (uint32_t start = 0; start < frames; start += slice) run(in, out, start, std::min(slice, frames - start));
  }

  void reset() noexcept override {
    is_open_ = 0;
    left_ = 0;
    gain_db_ = -params_.range_db;
    out_.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return out_.latency(); }

  void inherit(const Processor& old) noexcept override {
    const auto& from = static_cast<const Gate&>(old);
    is_open_ = from.is_open_;
    left_ = std::min(from.left_, hold_);
    gain_db_ = std::max(from.gain_db_, -params_.range_db);
    out_.inherit(from.out_);
  }
  void save(StateWriter& writer) const override {
    writer.put(is_open_);
    writer.put(left_);
    writer.put(gain_db_);
    out_.save(writer);
  }
  void load(StateReader& reader) override {
    reader.get_below(is_open_, uint32_t{2});
    reader.get_below(left_, hold_ + 1);
    reader.get(gain_db_);
    out_.load(reader);
  }
  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override { return out_.history(gain_db, capacity); }

 private:
  void run(const double* const* in, double* const* out, uint32_t start, uint32_t n) noexcept {
    double gain[slice] = {};
    find_loudest(in, channels_, start, n, gain);
    for (uint32_t i = 0; i < n; ++i) gain[i] = follow(gain[i]);
    out_.take(gain, n);
    for (uint32_t c = 0; c < channels_; ++c) out_.apply(c, in[c] + start, out[c] + start, gain, n);
    out_.advance(n);
  }

  /// The gain in dB for a frame of that level.
  double follow(double level) noexcept {
    if (level >= open_at_) is_open_ = 1;
    if (is_open_ != 0) {
      if (level >= close_at_) {
        left_ = hold_;
      } else if (left_ == 0) {
        is_open_ = 0;
      } else {
        --left_;
      }
    }
    const double aim = is_open_ != 0 ? 0.0 : -params_.range_db;
    const double away = (gain_db_ - aim) * (is_open_ != 0 ? attack_keep_ : release_keep_);
    gain_db_ = std::fabs(away) < nothing_db ? aim : aim + away;
    return gain_db_;
  }

  nt_gate_params params_;
  uint32_t channels_ = 0;
  double open_at_ = 1, close_at_ = 1;
  uint32_t hold_ = 0;
  double attack_keep_ = 0, release_keep_ = 0;
  uint32_t is_open_ = 0;
  uint32_t left_ = 0;  // frames until it closes, when open
  double gain_db_ = 0;
  DelayedGain out_;
};

}  // namespace

std::unique_ptr<Processor> make_gate(const nt_gate_params& params) {
  require_range("threshold_db", params.threshold_db, -120, 0);
  require_range("hysteresis_db", params.hysteresis_db, 0, 24);
  require_range("range_db", params.range_db, 0, 144);
  require_range("attack_ms", params.attack_ms, 0.05, 500);
  require_range("hold_ms", params.hold_ms, 0, 5000);
  require_range("release_ms", params.release_ms, 1, 5000);
  require_range("lookahead_ms", params.lookahead_ms, 0, 20);
  return std::make_unique<Gate>(params);
}

}  // namespace nt::graph
