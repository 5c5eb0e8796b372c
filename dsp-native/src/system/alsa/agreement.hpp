#pragma once
// What is agreed with a PCM of ALSA before frames pass, a step at a time: form, channels, rate, then the buffer.

#include "system/alsa/pcm.hpp"

namespace nt::system {

struct AgreedPcm {
  OpenPcm pcm;
  nt_device_samples samples = NT_DEVICE_S16;
  double rate = 0;  // frames of the PCM a second
  uint32_t channels = 0;
  uint64_t buffer_frames = 0;
  uint32_t period_frames = 0;
  bool is_mapped = false;  // frames pass through mmap; else by writei or readi
  bool is_exact = false;
};

/// Every step throws NT_UNSUPPORTED, naming what the PCM would take, or NT_IO.
class PcmAgreement {
 public:
  /// as_it_is: plugins may not convert. Throws NT_NOT_FOUND, NT_IO.
  PcmAgreement(const std::string& name, bool as_it_is, snd_pcm_stream_t direction);

  /// Bits of nt_device_samples that it takes.
  [[nodiscard]] uint32_t samples() const { return samples_of(agreed_.pcm.get(), params_.get()); }
  /// One of samples(); before the rest.
  void set_samples(nt_device_samples samples);
  void set_channels(uint32_t channels);
  /// Two, or as many as there must be.
  void set_usual_channels();
  /// Frames a second.
  void set_rate(double rate);
  /// 48 kHz, or what is nearest.
  void set_usual_rate();
  [[nodiscard]] double rate() const noexcept { return agreed_.rate; }
  /// About so many frames. Nothing can be set after it.
  AgreedPcm settle(uint64_t buffer_frames, uint64_t period_frames);

 private:
  [[noreturn]] void refuse(nt_status status, const std::string& why) const;

  std::string name_;
  bool as_it_is_;
  snd_pcm_stream_t direction_;
  AgreedPcm agreed_;
  HwParams params_;
};

}  // namespace nt::system
