#include "graph/convolution/live_convolution.hpp"

#include <bit>
#include <optional>
#include <string>
#include <utility>

#include "abi/guard.hpp"
#include "graph/convolution/partitioned/stream.hpp"
#include "ntdsp/convolution.h"

namespace nt::graph {
namespace {

class LiveConvolution final : public Processor {
 public:
  LiveConvolution(MatrixAt matrix, uint32_t block, uint32_t delay)
      : matrix_(std::move(matrix)), block_(block), delay_(delay) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    auto matrix = matrix_(sample_rate, channels);
    taps_ = matrix.taps();
    stream_.emplace(std::move(matrix),
                    partitioned::StreamSetup{sample_rate, block_, partitioned::Calls::direct, false, false});
  }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    stream_->process(in, out, frames);
  }
  void reset() noexcept override { stream_->reset(); }
  [[nodiscard]] uint32_t latency() const noexcept override { return delay_; }
  [[nodiscard]] uint64_t tail() const noexcept override { return taps_ - 1 > delay_ ? taps_ - 1 - delay_ : 0; }
  void save(StateWriter& writer) const override { stream_->save(writer); }
  void load(StateReader& reader) override { stream_->load(reader); }

 private:
  MatrixAt matrix_;
  uint32_t block_, delay_;
  size_t taps_ = 1;
  std::optional<partitioned::Stream<double>> stream_;
};

}  // namespace

void require_live_block(uint32_t block) {
  if (std::has_single_bit(block) && block >= NT_CONVOLVER_MIN_BLOCK && block <= NT_CONVOLVER_MAX_BLOCK) return;
  throw Error(NT_INVALID_ARGUMENT, "block = " + std::to_string(block) + " is neither 0 nor a power of two 32..4096");
}

std::unique_ptr<Processor> make_live_convolution(MatrixAt matrix, uint32_t block, uint32_t delay) {
  return std::make_unique<LiveConvolution>(std::move(matrix), block, delay);
}

}  // namespace nt::graph
