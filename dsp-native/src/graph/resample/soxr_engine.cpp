#include <soxr.h>

#include <cmath>
#include <string>

#include "abi/guard.hpp"
#include "graph/resample/engine.hpp"

namespace nt::graph {
namespace {

class SoxrEngine final : public ResampleEngine {
 public:
  SoxrEngine(double in_rate, double out_rate, uint32_t channels, bool high) : channels_(channels) {
    soxr_error_t error = nullptr;
    const auto io = soxr_io_spec(SOXR_FLOAT64_S, SOXR_FLOAT64_S);
    const auto quality = soxr_quality_spec(high ? SOXR_VHQ : SOXR_HQ, 0);
    const auto runtime = soxr_runtime_spec(1);
    soxr_.reset(soxr_create(in_rate, out_rate, channels, &error, &io, &quality, &runtime));
    if (soxr_ == nullptr || error != nullptr)
      throw Error(NT_UNSUPPORTED, "the converter refuses " + std::to_string(in_rate) + " to " +
                                      std::to_string(out_rate) + " Hz: " + (error != nullptr ? error : "no memory"));
    room_ = static_cast<size_t>(std::ceil(block_frames * out_rate / in_rate)) + 1024;
  }

  [[nodiscard]] size_t block() const override { return block_frames; }

  void convert(const double* const* in, FrameQueue& out) override {
    const void* from[64];
    void* to[64];
    for (size_t taken = 0;;) {
      for (uint32_t c = 0; c < channels_; ++c) from[c] = in[c] + taken;
      for (uint32_t c = 0; c < channels_; ++c) to[c] = out.append(c, room_);
      size_t consumed = 0, made = 0;
      const auto error = soxr_process(soxr_.get(), from, block_frames - taken, &consumed, to, room_, &made);
      if (error != nullptr) throw Error(NT_INTERNAL, std::string("the converter failed: ") + error);
      out.drop_back(room_ - made);
      taken += consumed;
      if (taken == block_frames && made < room_) return;
    }
  }

  void reset() override {
    if (soxr_clear(soxr_.get()) != nullptr) throw Error(NT_OUT_OF_MEMORY, "the converter could not be cleared");
  }

 private:
  struct Delete {
    void operator()(soxr* s) const { soxr_delete(s); }
  };
  static constexpr size_t block_frames = 4096;
  uint32_t channels_;
  size_t room_;
  std::unique_ptr<soxr, Delete> soxr_;
};

}  // namespace

std::unique_ptr<ResampleEngine> make_soxr_engine(double in_rate, double out_rate, uint32_t channels, bool high) {
  return std::make_unique<SoxrEngine>(in_rate, out_rate, channels, high);
}

}  // namespace nt::graph
