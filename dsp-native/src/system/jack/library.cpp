#include "system/jack/library.hpp"

#include "system/library.hpp"

namespace nt::system {

const JackLibrary& jack() {
  static const JackLibrary functions = [] {
    const SystemLibrary library("libjack.so.0", "libjack-jackd2-0");
    JackLibrary found;
#define NT_FIND(name) library.find(#name, found.name);
    NT_JACK_FUNCTIONS(NT_FIND)
#undef NT_FIND
    found.jack_set_error_function([](const char*) {});
    found.jack_set_info_function([](const char*) {});
    return found;
  }();
  return functions;
}

}  // namespace nt::system
