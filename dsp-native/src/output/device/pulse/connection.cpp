#include "output/device/pulse/connection.hpp"

#include <chrono>
#include <thread>

#include "abi/guard.hpp"

namespace nt::device {
namespace {

struct Answer {
  std::vector<PulseSink> sinks;
  std::string default_sink;
  bool is_done = false;
};

void take_sink(pa_context*, const pa_sink_info* info, int end, void* to) {
  auto& answer = *static_cast<Answer*>(to);
  if (end != 0 || info == nullptr)
    answer.is_done = true;
  else
    answer.sinks.push_back(read_sink(*info));
}

void take_server(pa_context*, const pa_server_info* info, void* to) {
  auto& answer = *static_cast<Answer*>(to);
  if (info != nullptr && info->default_sink_name != nullptr) answer.default_sink = info->default_sink_name;
  answer.is_done = true;
}

}  // namespace

PulseSink read_sink(const pa_sink_info& info) {
  PulseSink s;
  s.index = info.index;
  s.name = info.name;
  s.description = info.description != nullptr ? info.description : info.name;
  s.spec = info.sample_spec;
  s.map = info.channel_map;
  s.is_unity = info.mute == 0 && pulse().pa_cvolume_channels_equal_to(&info.volume, PA_VOLUME_NORM) != 0;
  return s;
}

PulseConnection::PulseConnection(const char* client_name, bool may_start_server, double seconds)
    : patience_s_(seconds) {
  const auto& p = pulse();
  loop_ = p.pa_threaded_mainloop_new();
  if (loop_ == nullptr) throw Error(NT_OUT_OF_MEMORY, "no main loop for PulseAudio");
  context_ = p.pa_context_new(p.pa_threaded_mainloop_get_api(loop_), client_name);
  const auto give_up = [&](const std::string& why) {
    p.pa_context_unref(context_);
    p.pa_threaded_mainloop_free(loop_);
    throw Error(NT_IO, "no PulseAudio server answers (" + why + ")");
  };
  if (p.pa_context_connect(context_, nullptr, may_start_server ? PA_CONTEXT_NOFLAGS : PA_CONTEXT_NOAUTOSPAWN, nullptr) <
      0)
    give_up(error());
  if (p.pa_threaded_mainloop_start(loop_) < 0) give_up("its thread does not start");
  if (wait([&] { return p.pa_context_get_state(context_) == PA_CONTEXT_READY; })) return;
  std::string why;
  {
    const Lock lock(*this);
    why = PA_CONTEXT_IS_GOOD(p.pa_context_get_state(context_)) ? "time is over" : error();
    p.pa_context_disconnect(context_);
  }
  p.pa_threaded_mainloop_stop(loop_);
  give_up(why);
}

PulseConnection::~PulseConnection() {
  const auto& p = pulse();
  {
    const Lock lock(*this);
    p.pa_context_set_state_callback(context_, nullptr, nullptr);
    p.pa_context_set_subscribe_callback(context_, nullptr, nullptr);
    p.pa_context_disconnect(context_);
    p.pa_context_unref(context_);
  }
  p.pa_threaded_mainloop_stop(loop_);
  p.pa_threaded_mainloop_free(loop_);
}

std::string PulseConnection::error() const { return pulse().pa_strerror(pulse().pa_context_errno(context_)); }

/// The library's own wait knows no time-out, and a server that is stopped never answers: so it is looked again.
bool PulseConnection::wait(const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience_s_);
  for (;;) {
    {
      const Lock lock(*this);
      if (done()) return true;
      if (!PA_CONTEXT_IS_GOOD(pulse().pa_context_get_state(context_))) return false;
    }
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::vector<PulseSink> PulseConnection::ask(const std::function<pa_operation*(pa_sink_info_cb_t, void*)>& question) {
  const auto& p = pulse();
  Answer answer;
  pa_operation* operation = nullptr;
  {
    const Lock lock(*this);
    operation = question(take_sink, &answer);
  }
  const bool is_answered = operation != nullptr && wait([&] { return answer.is_done; });
  const Lock lock(*this);
  if (operation != nullptr) {
    p.pa_operation_cancel(operation);  // the answer's place will be gone
    p.pa_operation_unref(operation);
  }
  if (!is_answered) throw Error(NT_IO, "the PulseAudio server does not answer");
  return answer.sinks;
}

std::string PulseConnection::default_sink() {
  const auto& p = pulse();
  Answer answer;
  pa_operation* operation = nullptr;
  {
    const Lock lock(*this);
    operation = p.pa_context_get_server_info(context_, take_server, &answer);
  }
  const bool is_answered = operation != nullptr && wait([&] { return answer.is_done; });
  const Lock lock(*this);
  if (operation != nullptr) {
    p.pa_operation_cancel(operation);
    p.pa_operation_unref(operation);
  }
  if (!is_answered) throw Error(NT_IO, "the PulseAudio server does not answer");
  return answer.default_sink;
}

std::vector<PulseSink> PulseConnection::sinks() {
  return ask([this](auto done, void* to) { return pulse().pa_context_get_sink_info_list(context_, done, to); });
}

PulseSink PulseConnection::sink(const std::string& name) {
  const std::string wanted = name.empty() ? default_sink() : name;
  const auto found = ask([&](auto done, void* to) {
    return pulse().pa_context_get_sink_info_by_name(context_, wanted.c_str(), done, to);
  });
  if (found.empty())
    throw Error(NT_NOT_FOUND, wanted.empty() ? "the PulseAudio server has no sink"
                                             : "the PulseAudio server has no sink called \"" + wanted + "\"");
  return found[0];
}

PulseSink PulseConnection::sink(uint32_t index) {
  const auto found =
      ask([&](auto done, void* to) { return pulse().pa_context_get_sink_info_by_index(context_, index, done, to); });
  if (found.empty()) throw Error(NT_NOT_FOUND, "the sink has gone");
  return found[0];
}

}  // namespace nt::device
