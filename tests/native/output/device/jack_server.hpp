#pragma once
// A JACK server of a test's own.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "output/device/device_run.hpp"
#include "output/device/process.hpp"

namespace nt::test {

/// A name for a server that no other test on this machine has now. There are few, and they are used again: a killed
/// server keeps its place in JACK's list of eight until one of its name comes.
class ServerName {
 public:
  ServerName() {
    for (int i = 0; file_ < 0; i = (i + 1) % 4) {
      name_ = "nttest" + std::to_string(i);
      const auto lock = std::filesystem::temp_directory_path() / (name_ + ".lock");
      file_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) break;
      ::close(std::exchange(file_, -1));
      ::usleep(10'000);
    }
  }
  ~ServerName() {
    // What a killed server left.
    for (const auto& entry : std::filesystem::directory_iterator("/dev/shm"))
      if (entry.path().filename().string().find("_" + name_ + "_") != std::string::npos)
        std::filesystem::remove(entry.path());
    ::close(file_);
  }
  ServerName(const ServerName&) = delete;
  ServerName& operator=(const ServerName&) = delete;
  [[nodiscard]] const std::string& text() const { return name_; }

 private:
  std::string name_;
  int file_ = -1;
};

/// A server of its own on the dummy driver.
class JackServer {
 public:
  explicit JackServer(int rate)
      : server_("JACK_DEFAULT_SERVER", name_.text()),
        process_({"jackd", "-n", name_.text(), "-r", "-d", "dummy", "-r", std::to_string(rate), "-p", "256"},
                 folder_.file("out"), folder_.file("log"), {"JACK_NO_AUDIO_RESERVATION=1"}) {
    nt_device_capabilities can{};
    is_up_ = wait_for([&] { return nt_device_probe("jack:", &can) == NT_OK; });
  }
  [[nodiscard]] bool is_up() const { return is_up_; }
  Process& process() { return process_; }

 private:
  Scratch folder_;
  ServerName name_;
  Variable server_;
  Process process_;
  bool is_up_ = false;
};

#define REQUIRE_JACK \
  if (!is_installed("jackd")) GTEST_SKIP() << "jackd2 is not installed"

}  // namespace nt::test
