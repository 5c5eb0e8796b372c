#pragma once
// What converts whole blocks of one size; the resampler cuts and joins around it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace nt::graph {

/// Converted frames that wait to be fetched, in planes.
class FrameQueue {
 public:
  explicit FrameQueue(uint32_t channels) : planes_(channels) {}
  [[nodiscard]] size_t size() const { return planes_[0].size() - read_; }
  [[nodiscard]] uint32_t channels() const { return static_cast<uint32_t>(planes_.size()); }
  /// Appends room for frames and gives the place where channel's begin; valid until the next call for that channel.
  double* append(uint32_t channel, size_t frames);
  /// Takes the last frames away again.
  void drop_back(size_t frames);
  /// Up to capacity frames into out; the number.
  uint32_t fetch(double* const* out, uint32_t capacity);
  void clear();

 private:
  std::vector<std::vector<double>> planes_;
  size_t read_ = 0;
};

class ResampleEngine {
 public:
  virtual ~ResampleEngine() = default;
  ResampleEngine() = default;
  ResampleEngine(const ResampleEngine&) = delete;
  ResampleEngine& operator=(const ResampleEngine&) = delete;

  /// Frames that convert takes each time.
  [[nodiscard]] virtual size_t block() const = 0;
  /// Appends what is ready; frame 0 of all output lies on frame 0 of all input.
  virtual void convert(const double* const* in, FrameQueue& out) = 0;
  virtual void reset() = 0;
};

/// libsoxr in f64 (VHQ: 28 bits) or f32 (HQ: 20 bits), any ratio.
std::unique_ptr<ResampleEngine> make_soxr_engine(double in_rate, double out_rate, uint32_t channels, bool high);

/// Our polyphase filter in f32 for ratios of small whole numbers; null for others.
std::unique_ptr<ResampleEngine> make_polyphase_engine(double in_rate, double out_rate, uint32_t channels);

}  // namespace nt::graph
