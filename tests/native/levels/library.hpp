#pragma once
// Builds of libntdsp.so for different processors, side by side in the test's process.

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "ntdsp/abi.h"

namespace nt::test {

/// One build, loaded from where the release build puts it; its symbols stay its own.
class Library {
 public:
  /// level: generic, avx2 or avx512.
  explicit Library(const std::string& level) {
    const std::string folder = level == "avx2"     ? "/glibc-hwcaps/x86-64-v3"
                               : level == "avx512" ? "/glibc-hwcaps/x86-64-v4"
                                                   : "";
    handle_.reset(dlopen((std::string(NT_LIBRARIES) + folder + "/libntdsp.so").c_str(), RTLD_NOW | RTLD_LOCAL));
    if (handle_ == nullptr) missing_ = std::string(dlerror()) + "; build the preset release";
  }

  /// Why it is not there; empty when it is.
  [[nodiscard]] const std::string& missing() const { return missing_; }

  /// Its function of the name and type of one of ours.
  template <class Function>
  [[nodiscard]] Function* get(const char* name, Function*) const {
    void* symbol = dlsym(handle_.get(), name);
    EXPECT_NE(nullptr, symbol) << name;
    return reinterpret_cast<Function*>(symbol);
  }

 private:
  struct Close {
    void operator()(void* handle) const { dlclose(handle); }
  };
  std::unique_ptr<void, Close> handle_;
  std::string missing_;
};

/// The library's own function of that name.
#define NT_OF(library, function) ((library).get(#function, &function))

/// The processor runs the instructions of the level.
inline bool runs(const std::string& level) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  if (level == "avx2") return avx2;
  if (level == "avx512")
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd");
#endif
  return level == "generic";
}

}  // namespace nt::test
