#pragma once
// A source whose frames a stream of a PulseAudio server brings, whatever the stream is of.

#include <memory>
#include <string>

#include "capture/pulse/record_stream.hpp"

namespace nt::capture {

class StreamInput : public Input {
 public:
  [[nodiscard]] nt_capture_format format() const override {
    auto f = format_;
    f.is_exact = stream_->is_exact() ? 1 : 0;
    return f;
  }

 protected:
  /// Throws NT_UNSUPPORTED, NT_IO. [owner]
  explicit StreamInput(const nt_capture_request& request);

  /// The intake and the stream, not yet connected, for a source of this form. Throws NT_UNSUPPORTED. [owner]
  void agree_on(const pa_sample_spec& spec, const pa_channel_map& map, const nt_capture_request& request);
  /// No callback of the stream or the server comes after it. To be called by the destructor of whoever connects the
  /// stream. [owner]
  void leave() noexcept;

  // In the connection's thread, or under its lock.
  /// From here on a server that goes loses the input.
  void watch_server();
  /// changed(owner) hears of what the mask says.
  void watch_changes(int mask, pa_context_subscribe_cb_t changed, void* owner);
  /// What the server gathers is the period.
  void read_period();
  void lose(const std::string& what);

  PulseConnection connection_;
  std::unique_ptr<RecordStream> stream_;
};

}  // namespace nt::capture
