#include "system/pulse/connection.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "abi/guard.hpp"

namespace nt::system {
namespace {

std::string text_of(const char* text) { return text != nullptr ? text : ""; }

bool is_unity(int mute, const pa_cvolume& volume) {
  return mute == 0 && pulse().pa_cvolume_channels_equal_to(&volume, PA_VOLUME_NORM) != 0;
}

}  // namespace

PulseSink read_sink(const pa_sink_info& info) {
  PulseSink s;
  s.index = info.index;
  s.name = info.name;
  s.description = info.description != nullptr ? info.description : info.name;
  s.spec = info.sample_spec;
  s.map = info.channel_map;
  s.monitor = text_of(info.monitor_source_name);
  s.is_unity = is_unity(info.mute, info.volume);
  return s;
}

PulseSource read_source(const pa_source_info& info) {
  PulseSource s;
  s.index = info.index;
  s.name = info.name;
  s.description = info.description != nullptr ? info.description : info.name;
  s.monitored = text_of(info.monitor_of_sink_name);
  s.spec = info.sample_spec;
  s.map = info.channel_map;
  s.is_unity = is_unity(info.mute, info.volume);
  return s;
}

PulsePlayer read_player(const pa_sink_input_info& info) {
  const auto property = [&](const char* key) {
    return info.proplist != nullptr ? text_of(pulse().pa_proplist_gets(info.proplist, key)) : std::string();
  };
  PulsePlayer s;
  s.index = info.index;
  s.sink = info.sink;
  s.client = info.client;
  s.pid = static_cast<uint32_t>(std::strtoul(property(PA_PROP_APPLICATION_PROCESS_ID).c_str(), nullptr, 10));
  s.application = property(PA_PROP_APPLICATION_NAME);
  s.program = property(PA_PROP_APPLICATION_PROCESS_BINARY);
  s.media = property(PA_PROP_MEDIA_NAME);
  if (s.media.empty()) s.media = text_of(info.name);
  s.is_corked = info.corked != 0;
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

void PulseConnection::await(const std::function<pa_operation*()>& question, const bool& is_done) {
  const auto& p = pulse();
  pa_operation* operation = nullptr;
  {
    const Lock lock(*this);
    operation = question();
  }
  const bool is_answered = operation != nullptr && wait([&] { return is_done; });
  const Lock lock(*this);
  if (operation != nullptr) {
    p.pa_operation_cancel(operation);  // the answer's place will be gone
    p.pa_operation_unref(operation);
  }
  if (!is_answered) throw Error(NT_IO, "the PulseAudio server does not answer");
}

template <class Item, class Info>
std::vector<Item> PulseConnection::ask(
    Item (*read)(const Info&),
    const std::function<pa_operation*(void (*)(pa_context*, const Info*, int, void*), void*)>& put) {
  struct Answer {
    Item (*read)(const Info&);
    std::vector<Item> items;
    bool is_done = false;
  } answer{read, {}, false};
  await(
      [&] {
        return put(
            [](pa_context*, const Info* info, int end, void* to) {
              auto& a = *static_cast<Answer*>(to);
              if (end != 0 || info == nullptr)
                a.is_done = true;
              else
                a.items.push_back(a.read(*info));
            },
            &answer);
      },
      answer.is_done);
  return answer.items;
}

std::string PulseConnection::ask_server(const char* pa_server_info::*field) {
  struct Answer {
    const char* pa_server_info::*field;
    std::string text;
    bool is_done = false;
  } answer{field, {}, false};
  await(
      [&] {
        return pulse().pa_context_get_server_info(
            context_,
            [](pa_context*, const pa_server_info* info, void* to) {
              auto& a = *static_cast<Answer*>(to);
              if (info != nullptr) a.text = text_of(info->*a.field);
              a.is_done = true;
            },
            &answer);
      },
      answer.is_done);
  return answer.text;
}

std::string PulseConnection::default_sink() { return ask_server(&pa_server_info::default_sink_name); }

std::string PulseConnection::default_source() { return ask_server(&pa_server_info::default_source_name); }

std::vector<PulseSink> PulseConnection::sinks() {
  return ask<PulseSink, pa_sink_info>(
      read_sink, [this](auto done, void* to) { return pulse().pa_context_get_sink_info_list(context_, done, to); });
}

std::vector<PulseSource> PulseConnection::sources() {
  return ask<PulseSource, pa_source_info>(
      read_source, [this](auto done, void* to) { return pulse().pa_context_get_source_info_list(context_, done, to); });
}

std::vector<PulsePlayer> PulseConnection::players() {
  auto found = ask<PulsePlayer, pa_sink_input_info>(read_player, [this](auto done, void* to) {
    return pulse().pa_context_get_sink_input_info_list(context_, done, to);
  });
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  return found;
}

PulseSource PulseConnection::source(const std::string& name) {
  const std::string wanted = name.empty() ? default_source() : name;
  const auto found = ask<PulseSource, pa_source_info>(read_source, [&](auto done, void* to) {
    return pulse().pa_context_get_source_info_by_name(context_, wanted.c_str(), done, to);
  });
  if (found.empty())
    throw Error(NT_NOT_FOUND, wanted.empty() ? "the PulseAudio server has no source"
                                             : "the PulseAudio server has no source called \"" + wanted + "\"");
  return found[0];
}

PulseSink PulseConnection::sink(const std::string& name) {
  const std::string wanted = name.empty() ? default_sink() : name;
  const auto found = ask<PulseSink, pa_sink_info>(read_sink, [&](auto done, void* to) {
    return pulse().pa_context_get_sink_info_by_name(context_, wanted.c_str(), done, to);
  });
  if (found.empty())
    throw Error(NT_NOT_FOUND, wanted.empty() ? "the PulseAudio server has no sink"
                                             : "the PulseAudio server has no sink called \"" + wanted + "\"");
  return found[0];
}

PulseSink PulseConnection::sink(uint32_t index) {
  const auto found = ask<PulseSink, pa_sink_info>(read_sink, [&](auto done, void* to) {
    return pulse().pa_context_get_sink_info_by_index(context_, index, done, to);
  });
  if (found.empty()) throw Error(NT_NOT_FOUND, "the sink has gone");
  return found[0];
}

}  // namespace nt::system
