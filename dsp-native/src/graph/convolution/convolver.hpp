#pragma once
// What stands behind nt_convolver: a stream of either precision, and the checks of the ABI.

#include <memory>

#include "graph/convolution/partitioned/stream.hpp"
#include "ntdsp/convolution.h"

namespace nt::graph {

class Convolver {
 public:
  /// Throws nt::Error for parameters out of range.
  Convolver(const nt_convolver_params& params, const nt_convolver_impulses& impulses);

  template <class S>
  nt_status process(const S* const* in, S* const* out, uint32_t frames) noexcept;
  void reset() noexcept;
  nt_status swap(const nt_convolver_impulses& impulses);
  void describe(nt_convolver_info& info) const noexcept;
  nt_status save_state(void* bytes, size_t* size) const;
  nt_status load_state(const void* bytes, size_t size);

 private:
  nt_convolver_params params_;
  uint32_t impulses_;
  uint64_t digest_;
  std::unique_ptr<partitioned::Stream<double>> f64_;
  std::unique_ptr<partitioned::Stream<float>> f32_;
};

}  // namespace nt::graph
