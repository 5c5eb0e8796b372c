#pragma once
// A PulseAudio daemon of a test's own with sinks that nobody hears.

#include <algorithm>
#include <string>
#include <vector>

#include "output/device/device_run.hpp"
#include "output/device/process.hpp"

namespace nt::test {

struct Sink {
  nt_device_samples samples;
  uint32_t rate;
  [[nodiscard]] const char* format() const {
    switch (samples) {
      case NT_DEVICE_S16:
        return "s16le";
      case NT_DEVICE_S24_3:
      case NT_DEVICE_DOP_S24_3:
        return "s24le";
      case NT_DEVICE_S24:
        return "s24-32le";
      case NT_DEVICE_F32:
        return "float32le";
      default:
        return "s32le";
    }
  }
  [[nodiscard]] std::string name() const { return std::string("nt_") + format() + "_" + std::to_string(rate); }
  [[nodiscard]] std::string monitor() const { return name() + ".monitor"; }
};

inline std::string sink_name(const testing::TestParamInfo<Sink>& p) {
  std::string name = std::string(p.param.format()) + "_" + std::to_string(p.param.rate);
  if (is_dsd(p.param.samples)) name += "_dop";
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// Every form of PCM at every rate.
inline std::vector<Sink> every_sink() {
  std::vector<Sink> all;
  for (const auto samples : {NT_DEVICE_S16, NT_DEVICE_S24_3, NT_DEVICE_S24, NT_DEVICE_S32, NT_DEVICE_F32})
    for (const uint32_t rate : {44100u, 48000u, 88200u, 96000u, 176400u, 192000u, 352800u, 384000u})
      all.push_back({samples, rate});
  return all;
}

/// A daemon of its own without D-Bus.
class PulseServer {
 public:
  explicit PulseServer(const std::vector<Sink>& sinks)
      : home_("HOME", folder_.file("")),
        runtime_("XDG_RUNTIME_DIR", folder_.file("")),
        server_("PULSE_SERVER", "unix:" + socket()) {
    std::ofstream script(folder_.file("pulse.pa"));
    script << "load-module module-native-protocol-unix socket=" << socket() << " auth-anonymous=1\n";
    for (const auto& sink : sinks)
      script << "load-module module-null-sink sink_name=" << sink.name() << " rate=" << sink.rate
             << " format=" << sink.format()
             << " channels=2 norewinds=1 sink_properties=device.description=" << sink.name() << "\n";
    script.close();
    start();
  }
  void start() {
    const std::vector<std::string> words = {"pulseaudio",
                                            "-n",
                                            "-F",
                                            folder_.file("pulse.pa"),
                                            "--daemonize=no",
                                            "--exit-idle-time=-1",
                                            "--use-pid-file=no",
                                            "--realtime=no",
                                            "--high-priority=no"};
    process_ = std::make_unique<Process>(words, folder_.file("out"), folder_.file("log"));
    is_up_ = wait_for([&] {
      uint32_t count = 0;
      nt_device_capabilities can{};
      return nt_device_list(nullptr, 0, &count) == NT_OK && nt_device_probe("pulse:", &can) == NT_OK;
    });
  }
  [[nodiscard]] bool is_up() const { return is_up_; }
  [[nodiscard]] std::string socket() const { return folder_.file("native"); }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
  Process& process() { return *process_; }

 private:
  Scratch folder_;
  Variable home_, runtime_, server_;
  std::unique_ptr<Process> process_;
  bool is_up_ = false;
};

#define REQUIRE_PULSE \
  if (!is_installed("pulseaudio") || !is_installed("parec")) GTEST_SKIP() << "pulseaudio is not installed"

}  // namespace nt::test
