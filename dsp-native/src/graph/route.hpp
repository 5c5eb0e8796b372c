#pragma once
// Where the channels of a stage stand.

#include <cstdint>
#include <vector>

namespace nt::graph {

/// Planes that a graph works on, by number; those that nobody uses any more are handed out again.
class PlanePool {
 public:
  uint32_t take() {
    if (free_.empty()) return count_++;
    const uint32_t plane = free_.back();
    free_.pop_back();
    return plane;
  }
  void give_back(uint32_t plane) { free_.push_back(plane); }
  [[nodiscard]] uint32_t count() const noexcept { return count_; }

 private:
  std::vector<uint32_t> free_;
  uint32_t count_ = 0;
};

/// The planes that one stage reads and writes. An output stands in the place of the input of the same number as far as
/// there is one.
struct Route {
  std::vector<uint32_t> in, out;  // of the processor
  std::vector<uint32_t> aside;    // the channels that pass beside it

  /// planes: where the channels stand before the stage, and, changed, after it. channels: those that the stage works
  /// on, each below planes.size() and named once. outputs: how many it makes of them.
  static Route lead(std::vector<uint32_t>& planes, const std::vector<uint32_t>& channels, uint32_t outputs,
                    PlanePool& pool);
};

}  // namespace nt::graph
