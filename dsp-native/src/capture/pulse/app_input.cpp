#include <strings.h>

#include <algorithm>
#include <cctype>

#include "abi/guard.hpp"
#include "capture/pulse/pulse_input.hpp"
#include "capture/pulse/stream_input.hpp"

namespace nt::capture {
namespace {

constexpr pa_usec_t tick_us = 5'000, look_us = 250'000;

bool is_same(const std::string& a, const std::string& b) {
  return !a.empty() && ::strcasecmp(a.c_str(), b.c_str()) == 0;
}

/// Which streams are meant.
struct Wanted {
  std::string name;                   // empty: by the number
  uint32_t index = PA_INVALID_INDEX;  // of a stream; the first one that is meant
  std::string application, program;   // of that one, once it is known
  uint32_t pid = 0;

  explicit Wanted(const std::string& address) {
    if (address.empty()) throw Error(NT_INVALID_ARGUMENT, "app: names no application: app:NAME or app:INDEX");
    if (address.size() < 10 &&
        std::all_of(address.begin(), address.end(), [](unsigned char c) { return std::isdigit(c); }))
      index = static_cast<uint32_t>(std::stoul(address));
    else
      name = address;
  }
  [[nodiscard]] bool fits(const PulsePlayer& p) const {
    if (!name.empty()) return is_same(p.application, name) || is_same(p.program, name);
    if (p.index == index) return true;
    // The next stream of the same program that was meant by its number.
    return pid != 0 ? p.pid == pid : is_same(p.application, application) && p.program == program;
  }
  /// The one that sounds, before those that have paused; of several the newest.
  [[nodiscard]] const PulsePlayer* best(const std::vector<PulsePlayer>& players) const {
    const PulsePlayer* chosen = nullptr;
    for (const auto& p : players)
      if (fits(p) && (chosen == nullptr || !p.is_corked || chosen->is_corked)) chosen = &p;
    for (const auto& p : players)
      if (name.empty() && p.index == index) chosen = &p;
    return chosen;
  }
};

class AppInput final : public StreamInput {
 public:
  AppInput(const std::string& address, Wanted wanted, const nt_capture_request& request);
  ~AppInput() override;
  void start() override;

 private:
  // All of these in the connection's thread, or under its lock.
  bool attach(uint32_t player);
  void begin_stream();
  void end_stream();
  void tick();
  void look_for_next();
  static AppInput& self(void* p) { return *static_cast<AppInput*>(p); }

  Wanted wanted_;
  bool follows_;
  double latency_s_;
  pa_time_event* timer_ = nullptr;
  pa_operation* question_ = nullptr;  // for the next stream
  std::vector<PulsePlayer> answer_;
  bool is_started_ = false, is_waiting_ = false, is_attaching_ = false, is_wanted_ = false;
  pa_usec_t filled_us_ = 0, looked_us_ = 0;
  double owed_ = 0;  // parts of a frame of silence
};

AppInput::AppInput(const std::string& address, Wanted wanted, const nt_capture_request& request)
    : StreamInput(request),
      wanted_(std::move(wanted)),
      follows_((request.flags & NT_CAPTURE_FOLLOW) != 0),
      latency_s_(request.latency_s) {
  const auto players = connection_.players();
  const auto* const player = wanted_.best(players);
  if (player == nullptr)
    throw Error(NT_NOT_FOUND, wanted_.name.empty() ? "no application plays a stream " + address
                                                   : "no application called \"" + address + "\" plays anything");
  wanted_.index = player->index;
  wanted_.application = player->application;
  wanted_.program = player->program;
  wanted_.pid = player->pid;
  const auto sink = connection_.sink(player->sink);
  agree_on(sink.spec, sink.map, request);
  try {
    bool is_refused = false;
    {
      const PulseConnection::Lock lock(connection_);
      watch_server();
      is_refused = !attach(player->index);
    }
    connection_.wait(
        [&] { return is_refused || is_waiting_ || stream_->is_ready() || intake_->state() == NT_CAPTURE_LOST; });
    const PulseConnection::Lock lock(connection_);
    if (is_refused || is_waiting_ || !stream_->is_ready())
      throw Error(NT_IO, "the application's stream cannot be had: " + connection_.error());
  } catch (...) {
    leave();
    throw;
  }
  // From here on the destructor would not run: what may throw comes while nothing of ours is in the server's hands.
  connection_.wait([&] { return stream_->has_looked(); });
  if ((request.flags & NT_CAPTURE_EXACT) != 0 && !stream_->is_exact()) {
    leave();
    throw Error(NT_UNSUPPORTED, "the application's stream would be changed on its way to here");
  }
  const PulseConnection::Lock lock(connection_);
  if (stream_->is_ready()) read_period();
  watch_changes(
      PA_SUBSCRIPTION_MASK_SINK_INPUT | PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT,
      [](pa_context*, pa_subscription_event_type_t type, uint32_t, void* d) {
        if ((type & PA_SUBSCRIPTION_EVENT_FACILITY_MASK) == PA_SUBSCRIPTION_EVENT_SINK_INPUT)
          self(d).is_wanted_ = true;
        else
          self(d).stream_->look();
      },
      this);
}

AppInput::~AppInput() {
  {
    const PulseConnection::Lock lock(connection_);
    if (question_ != nullptr) {
      pulse().pa_operation_cancel(question_);
      pulse().pa_operation_unref(question_);
    }
    // Before the stream: it is the timer that would connect another one.
    if (timer_ != nullptr) connection_.api()->time_free(timer_);
  }
  leave();
}

void AppInput::start() {
  const PulseConnection::Lock lock(connection_);
  if (intake_->state() == NT_CAPTURE_LOST) throw Error(NT_IO, intake_->fault());
  is_started_ = true;
  intake_->begin();
  if (stream_->is_ready())
    stream_->uncork();
  else if (is_waiting_)
    filled_us_ = pulse().pa_rtclock_now();
  // It ticks always: a stream that ends is followed from there, not from within its own callback.
  timer_ = pulse().pa_context_rttime_new(
      connection_.context(), pulse().pa_rtclock_now() + tick_us,
      [](pa_mainloop_api*, pa_time_event*, const timeval*, void* d) { self(d).tick(); }, this);
  if (timer_ == nullptr) throw Error(NT_OUT_OF_MEMORY, "no timer for PulseAudio");
}

bool AppInput::attach(uint32_t player) {
  is_attaching_ = true;
  return stream_->connect(
      {.player = player, .latency_s = latency_s_, .is_corked = !is_started_}, [this] { begin_stream(); },
      [this] { end_stream(); });
}

void AppInput::begin_stream() {
  is_attaching_ = false;
  if (!is_waiting_) return;
  tick();  // silence up to here
  is_waiting_ = false;
  intake_->mark(NT_CAPTURE_STREAM_BEGAN);
}

void AppInput::end_stream() {
  is_attaching_ = false;
  if (is_waiting_) return;  // it ended before it began
  if (!follows_) return lose("the application has ended its stream");
  is_waiting_ = is_wanted_ = true;
  owed_ = 0;
  filled_us_ = pulse().pa_rtclock_now();
  if (is_started_) intake_->mark(NT_CAPTURE_STREAM_ENDED);
}

void AppInput::tick() {
  const pa_usec_t now = pulse().pa_rtclock_now();
  if (timer_ != nullptr) pulse().pa_context_rttime_restart(connection_.context(), timer_, now + tick_us);
  if (!is_waiting_ || !is_started_ || intake_->state() != NT_CAPTURE_RUNNING) return;
  owed_ += static_cast<double>(now - filled_us_) * 1e-6 * format_.sample_rate;
  filled_us_ = now;
  const auto frames = static_cast<uint64_t>(owed_);
  owed_ -= static_cast<double>(frames);
  intake_->push_silence(frames);
  if (!is_attaching_ && question_ == nullptr && (is_wanted_ || now - looked_us_ > look_us)) {
    looked_us_ = now;
    is_wanted_ = false;
    look_for_next();
  }
}

void AppInput::look_for_next() {
  answer_.clear();
  question_ = pulse().pa_context_get_sink_input_info_list(
      connection_.context(),
      [](pa_context*, const pa_sink_input_info* info, int end, void* d) {
        auto& me = self(d);
        if (end == 0 && info != nullptr) {
          me.answer_.push_back(read_player(*info));
          return;
        }
        pulse().pa_operation_unref(me.question_);
        me.question_ = nullptr;
        const auto* const next = me.wanted_.best(me.answer_);
        if (next == nullptr || !me.is_waiting_) return;
        me.wanted_.index = next->index;
        if (next->pid != 0) me.wanted_.pid = next->pid;
        if (!me.attach(next->index)) me.is_attaching_ = false;
      },
      this);
}

}  // namespace

std::unique_ptr<Input> open_app(const std::string& address, const nt_capture_request& request) {
  // What the address means is known before a server is asked.
  return std::make_unique<AppInput>(address, Wanted(address), request);
}

}  // namespace nt::capture
