#include "capture/pulse/pulse_input.hpp"
#include "system/pulse/connection.hpp"
#include "system/pulse/forms.hpp"

namespace nt::capture {
namespace {

constexpr double list_patience_s = 0.6;

void list_sources(std::vector<nt_capture_description>& out) {
  PulseConnection connection(own_name, false, list_patience_s);
  const std::string chosen = connection.default_source();
  for (const auto& source : connection.sources()) {
    auto d = description("pulse", source.name, source.description,
                         source.monitored.empty() ? NT_CAPTURE_INPUT : NT_CAPTURE_MONITOR);
    if (!source.monitored.empty()) copy_text("pulse:" + source.monitored, d.output);
    d.is_default = source.name == chosen ? 1 : 0;
    d.channels = source.spec.channels;
    d.sample_rate = source.spec.rate;
    d.samples = form_for(source.spec.format);
    out.push_back(d);
  }
}

void list_players(std::vector<nt_capture_description>& out) {
  PulseConnection connection(own_name, false, list_patience_s);
  const auto sinks = connection.sinks();
  for (const auto& player : connection.players()) {
    auto d = description("app", std::to_string(player.index),
                         player.application.empty() ? player.program : player.application, NT_CAPTURE_APPLICATION);
    copy_text(player.media, d.media);
    d.pid = player.pid;
    d.is_corked = player.is_corked ? 1 : 0;
    for (const auto& sink : sinks) {
      if (sink.index != player.sink) continue;
      // What is captured is what the sink is given: its form, not the stream's.
      copy_text("pulse:" + sink.name, d.output);
      d.channels = sink.spec.channels;
      d.sample_rate = sink.spec.rate;
      d.samples = form_for(sink.spec.format);
    }
    out.push_back(d);
  }
}

}  // namespace

const Backend pulse_backend{"pulse", list_sources, open_pulse};
const Backend app_backend{"app", list_players, open_app};

}  // namespace nt::capture
