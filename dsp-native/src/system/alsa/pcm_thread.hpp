#pragma once
// The thread that serves an open PCM of ALSA, turn after turn, until it is stopped or the PCM is lost.

#include <atomic>
#include <string>
#include <thread>

#include "system/alsa/agreement.hpp"

namespace nt::system {

class PcmThread {
 public:
  explicit PcmThread(AgreedPcm pcm) : pcm_(std::move(pcm)) {}

 protected:
  ~PcmThread() = default;

  /// The thread begins, after begin(). Throws NT_IO.
  template <class Begin>
  void start_thread(const std::string& name, const Begin& begin) {
    prepare(name);
    begin();
    run_thread();
  }
  /// To be called by the destructor of whoever implements turn.
  void stop() noexcept;

  // What the owner does in it, without allocation.
  /// Moves what can be moved, or waits for it. Returns an error of ALSA, or 0.
  virtual int turn() noexcept = 0;
  /// Frames stopped passing; ran_dry: for want of them, else with the machine.
  virtual void break_off(bool ran_dry) noexcept = 0;
  [[nodiscard]] virtual bool is_wanted() const noexcept = 0;
  virtual void lose(const char* text) noexcept = 0;

  // What turn uses.
  /// Ready to be started again, or the error that no recovery is known for.
  int recover(int error) noexcept;
  void sleep(double frames) noexcept;
  [[nodiscard]] bool is_stopping() const noexcept { return is_stopping_.load(std::memory_order_acquire); }
  /// Frames have passed: it is alive.
  void note_progress() noexcept;
  [[nodiscard]] int64_t since_progress_ns() const noexcept;
  [[nodiscard]] snd_pcm_t* pcm() const noexcept { return pcm_.pcm.get(); }

  static constexpr int longest_wait_ms = 50;  // so that closing is noticed
  AgreedPcm pcm_;
  bool is_running_ = false;  // the PCM

 private:
  void prepare(const std::string& name);
  void run_thread();
  void run() noexcept;

  int64_t progress_ns_ = 0;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace nt::system
