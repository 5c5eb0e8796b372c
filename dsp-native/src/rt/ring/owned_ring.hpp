#pragma once

#include <memory>
#include <string>

#include "abi/guard.hpp"
#include "ntdsp/ring.h"

namespace nt {

struct DestroyRing {
  void operator()(nt_ring* ring) const { nt_ring_destroy(ring); }
};
using OwnedRing = std::unique_ptr<nt_ring, DestroyRing>;

/// whose: "device". Throws nt::Error.
inline OwnedRing make_ring(const nt_ring_options& options, const char* whose) {
  nt_ring* ring = nullptr;
  const nt_status status = nt_ring_create(&options, &ring);
  if (status != NT_OK) throw Error(status, std::string("the ring of the ") + whose + " cannot be made");
  return OwnedRing(ring);
}

}  // namespace nt
