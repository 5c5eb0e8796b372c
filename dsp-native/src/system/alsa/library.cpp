#include "system/alsa/library.hpp"

#include "system/library.hpp"

namespace nt::system {
namespace {

void say_nothing(const char*, int, const char*, int, const char*, ...) {}

}  // namespace

const AlsaLibrary& alsa() {
  static const AlsaLibrary functions = [] {
    const SystemLibrary library("libasound.so.2", "libasound2");
    AlsaLibrary found;
#define NT_FIND(name) library.find(#name, found.name);
    NT_ALSA_FUNCTIONS(NT_FIND)
#undef NT_FIND
    found.snd_lib_error_set_handler(say_nothing);
    return found;
  }();
  return functions;
}

}  // namespace nt::system
