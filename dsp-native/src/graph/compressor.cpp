#include <algorithm>

#include "graph/dynamics/compressor_core.hpp"
#include "graph/dynamics/gain_history.hpp"
#include "graph/factory.hpp"

namespace nt::graph {
namespace {

/// One compressor over the whole band. Its gain history is the gain without makeup and mix.
class Compressor final : public Processor {
 public:
  explicit Compressor(const nt_compressor_params& params) : params_(params) {}

  void activate(double sample_rate, uint32_t channels, uint32_t max_frames) override {
    channels_ = channels;
    core_.activate(params_, sample_rate, channels);
    history_.resize(sample_rate, max_frames, core_.latency());
  }

  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    double gain_db[CompressorCore::slice];
    const double* source[NT_MAX_CHANNELS];
    double* target[NT_MAX_CHANNELS];
    for (uint32_t start = 0; start < frames; start += CompressorCore::slice) {
      const uint32_t n = std::min(CompressorCore::slice, frames - start);
      for (uint32_t c = 0; c < channels_; ++c) source[c] = in[c] + start, target[c] = out[c] + start;
      core_.run(source, target, n, gain_db);
      history_.push(gain_db, n);
    }
  }

  void reset() noexcept override {
    core_.reset();
    history_.reset();
  }
  [[nodiscard]] uint32_t latency() const noexcept override { return core_.latency(); }
  void inherit(const Processor& old) noexcept override { core_.inherit(static_cast<const Compressor&>(old).core_); }
  void save(StateWriter& writer) const override {
    core_.save(writer);
    history_.save(writer);
  }
  void load(StateReader& reader) override {
    core_.load(reader);
    history_.load(reader);
  }
  int64_t gain_history(float* gain_db, uint32_t capacity) noexcept override { return history_.take(gain_db, capacity); }

 private:
  nt_compressor_params params_;
  uint32_t channels_ = 0;
  CompressorCore core_;
  GainHistory history_;
};

}  // namespace

std::unique_ptr<Processor> make_compressor(const nt_compressor_params& params) {
  check_compressor_params(params);
  return std::make_unique<Compressor>(params);
}

}  // namespace nt::graph
