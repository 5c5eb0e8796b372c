#pragma once
// A client of a PulseAudio server with a thread of its own, in which every callback runs.

#include <functional>
#include <string>
#include <vector>

#include "system/pulse/library.hpp"

namespace nt::system {

struct PulseSink {
  uint32_t index = 0;
  std::string name, description, monitor;  // monitor: the source of what it plays
  pa_sample_spec spec{};
  pa_channel_map map{};
  /// At 100 % and not muted: samples pass unchanged.
  bool is_unity = false;
};

struct PulseSource {
  uint32_t index = 0;
  std::string name, description, monitored;  // monitored: the sink whose monitor it is, else empty
  pa_sample_spec spec{};
  pa_channel_map map{};
  bool is_unity = false;  // as of a sink
};

/// A stream that an application plays to a sink.
struct PulsePlayer {
  uint32_t index = 0, sink = 0, client = 0, pid = 0;
  std::string application, program, media;
  bool is_corked = false;
};

class PulseConnection {
 public:
  /// Throws NT_UNSUPPORTED without the library, NT_IO where no server answers within seconds.
  PulseConnection(const char* client_name, bool may_start_server, double seconds);
  ~PulseConnection();
  PulseConnection(const PulseConnection&) = delete;
  PulseConnection& operator=(const PulseConnection&) = delete;

  /// While it lives, no callback runs.
  class Lock {
   public:
    explicit Lock(const PulseConnection& of) : loop_(of.loop_) { pulse().pa_threaded_mainloop_lock(loop_); }
    ~Lock() { pulse().pa_threaded_mainloop_unlock(loop_); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    pa_threaded_mainloop* loop_;
  };

  [[nodiscard]] pa_context* context() const { return context_; }
  [[nodiscard]] pa_mainloop_api* api() const { return pulse().pa_threaded_mainloop_get_api(loop_); }
  [[nodiscard]] std::string error() const;

  // All of these take a lock of their own and throw NT_IO when the server does not answer.
  /// Waits until done() is true, which is called under the lock; false: the server has gone or the time is over.
  bool wait(const std::function<bool()>& done);
  [[nodiscard]] std::string default_sink();
  [[nodiscard]] std::vector<PulseSink> sinks();
  /// name empty: the default. Throws NT_NOT_FOUND.
  [[nodiscard]] PulseSink sink(const std::string& name);
  [[nodiscard]] PulseSink sink(uint32_t index);
  [[nodiscard]] std::string default_source();
  [[nodiscard]] std::vector<PulseSource> sources();
  /// name empty: the default. Throws NT_NOT_FOUND.
  [[nodiscard]] PulseSource source(const std::string& name);
  /// In the order in which they were made.
  [[nodiscard]] std::vector<PulsePlayer> players();

 private:
  /// The answer of a server, one item after the other; read makes an item of an info.
  template <class Item, class Info>
  std::vector<Item> ask(Item (*read)(const Info&),
                        const std::function<pa_operation*(void (*)(pa_context*, const Info*, int, void*), void*)>& put);
  std::string ask_server(const char* pa_server_info::*field);
  /// Runs a question until is_done, which its callback sets.
  void await(const std::function<pa_operation*()>& question, const bool& is_done);

  pa_threaded_mainloop* loop_ = nullptr;
  pa_context* context_ = nullptr;
  double patience_s_;
};

/// Of an info that a callback is given.
PulseSink read_sink(const pa_sink_info& info);
PulseSource read_source(const pa_source_info& info);
PulsePlayer read_player(const pa_sink_input_info& info);

}  // namespace nt::system
