#include "abi/guard.hpp"
#include "output/device/pulse/pulse_device.hpp"
#include "system/pulse/connection.hpp"
#include "system/pulse/forms.hpp"

namespace nt::device {
namespace {

constexpr double open_patience_s = 5, list_patience_s = 0.6;

}  // namespace

const Backend pulse_backend{"pulse",
                            [](std::vector<nt_device_description>& out) {
                              PulseConnection connection(own_name, false, list_patience_s);
                              const std::string chosen = connection.default_sink();
                              for (const auto& sink : connection.sinks()) {
                                auto d = description("pulse", sink.name, sink.description);
                                d.is_default = sink.name == chosen ? 1 : 0;
                                d.channels = sink.spec.channels;
                                d.sample_rate = sink.spec.rate;
                                out.push_back(d);
                              }
                            },
                            [](const std::string& address) {
                              PulseConnection connection(own_name, false, open_patience_s);
                              (void)connection.sink(address);
                              auto c = boundless(pulse_forms);
                              c.max_channels = PA_CHANNELS_MAX;
                              while (c.rate_count > 0 && c.rates[c.rate_count - 1] > PA_RATE_MAX)
                                c.rates[--c.rate_count] = 0;
                              return c;
                            },
                            open_pulse};

}  // namespace nt::device
