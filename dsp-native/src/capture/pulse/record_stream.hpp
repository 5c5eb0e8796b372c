#pragma once
// A stream of a PulseAudio server that brings frames: of a source, or of one stream that an application plays.

#include <atomic>
#include <functional>

#include "capture/input.hpp"
#include "system/pulse/connection.hpp"

namespace nt::capture {

/// What a stream asks for and a source is.
struct RecordShape {
  pa_sample_spec spec{};
  pa_channel_map map{};
  nt_device_samples samples = NT_DEVICE_S16;

  /// Of a source, with what the request says otherwise. Throws NT_UNSUPPORTED.
  static RecordShape of(const pa_sample_spec& spec, const pa_channel_map& map, const nt_capture_request& request);
  [[nodiscard]] uint32_t frame_bytes() const { return static_cast<uint32_t>(form_of(samples).bytes) * spec.channels; }
};

/// Members are called under the connection's lock unless they say otherwise; callbacks come in its thread.
class RecordStream {
 public:
  RecordStream(PulseConnection& connection, Intake& intake, const RecordShape& shape)
      : connection_(connection), intake_(intake), shape_(shape) {}
  ~RecordStream() { disconnect(); }
  RecordStream(const RecordStream&) = delete;
  RecordStream& operator=(const RecordStream&) = delete;

  struct Target {
    const char* source = nullptr;        // null: the server's choice
    uint32_t player = PA_INVALID_INDEX;  // the stream of an application alone
    bool may_move = false;               // with the default
    double latency_s = 0;
    bool is_corked = true;
  };
  /// False: the server refuses it. ready, ended: called once each at most, in the connection's thread.
  bool connect(const Target& target, std::function<void()> ready, std::function<void()> ended);
  void uncork();
  void disconnect() noexcept;
  /// Asks for volumes and formats anew; the answers come to the callbacks.
  void look();
  [[nodiscard]] bool is_exact() const noexcept {  // any thread
    return source_is_exact_.load(std::memory_order_relaxed) && is_unity_.load(std::memory_order_relaxed);
  }
  /// Both of look's answers are there. Any thread.
  [[nodiscard]] bool has_looked() const noexcept { return answers_.load(std::memory_order_acquire) >= 2; }
  [[nodiscard]] bool is_ready() const;
  [[nodiscard]] bool is_connected() const { return stream_ != nullptr; }
  /// Frames that the server gathers.
  [[nodiscard]] uint32_t fragment() const;

 private:
  void read() noexcept;
  void change_state();

  PulseConnection& connection_;
  Intake& intake_;
  RecordShape shape_;
  pa_stream* stream_ = nullptr;
  std::function<void()> ready_, ended_;
  std::atomic<bool> source_is_exact_{false}, is_unity_{false};
  std::atomic<int> answers_{0};
};

}  // namespace nt::capture
