#pragma once
// A library that most machines have and none needs: opened when a device of its kind is first asked for.

#include <dlfcn.h>

#include <string>

#include "abi/guard.hpp"

namespace nt::system {

class SystemLibrary {
 public:
  /// Throws NT_UNSUPPORTED, naming Debian's package. Never closed: threads of the library may outlive its last use.
  SystemLibrary(const char* file, const char* package) : handle_(::dlopen(file, RTLD_NOW | RTLD_LOCAL)), file_(file) {
    if (handle_ == nullptr)
      throw Error(NT_UNSUPPORTED,
                  std::string("the library ") + file + " is not installed; it is in the package " + package);
  }
  /// Throws NT_UNSUPPORTED.
  template <class Function>
  void find(const char* name, Function& out) const {
    out = reinterpret_cast<Function>(::dlsym(handle_, name));
    if (out == nullptr) throw Error(NT_UNSUPPORTED, std::string(file_) + " is too old: it has no " + name);
  }

 private:
  void* handle_;
  const char* file_;
};

}  // namespace nt::system
