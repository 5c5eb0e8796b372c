#include "system/pulse/library.hpp"

#include "system/library.hpp"

namespace nt::system {

const PulseLibrary& pulse() {
  static const PulseLibrary functions = [] {
    const SystemLibrary library("libpulse.so.0", "libpulse0");
    PulseLibrary found;
#define NT_FIND(name) library.find(#name, found.name);
    NT_PULSE_FUNCTIONS(NT_FIND)
#undef NT_FIND
    return found;
  }();
  return functions;
}

}  // namespace nt::system
