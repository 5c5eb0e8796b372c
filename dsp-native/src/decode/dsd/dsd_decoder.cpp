#include "decode/dsd/dsd_decoder.hpp"

#include <algorithm>
#include <cstdio>

#include "abi/guard.hpp"

namespace nt::dsd {
namespace {

constexpr uint32_t usual_decimation = 32;  // 88.2 kHz from DSD64, 176.4 kHz from DSD128

uint32_t decimation_of(const nt_decode_options& options) {
  const uint32_t wanted = options.dsd_decimation == 0 ? usual_decimation : options.dsd_decimation;
  if (!is_decimation(wanted)) throw Error(NT_INVALID_ARGUMENT, "DSD is decimated by a power of two from 8 to 512");
  return wanted;
}

}  // namespace

bool is_dsd_file(const decode::Origin& origin) {
  const Source source(origin);
  return is_dsf(source) || is_dsdiff(source);
}

DsdDecoder::DsdDecoder(const decode::Origin& origin, const nt_decode_options& options)
    : file_(origin), decimation_(decimation_of(options)) {
  const uint32_t count = file_.container().channels;
  const auto table = make_table(decimation_, (options.dsd_flags & NT_DSD_PLUS_6_DB) != 0 ? 2.0 : 1.0);
  for (uint32_t c = 0; c < count; ++c) channels_.emplace_back(table, file_.container().bit_rate, decimation_);
  bytes_.assign(count, std::vector<uint8_t>(Decimator::most_bytes));
  frames_.assign(count, std::vector<double>(8 * Decimator::most_bytes / decimation_ + 1));
  describe();
}

void DsdDecoder::describe() {
  const auto& c = file_.container();
  info_.sample_rate = static_cast<double>(c.bit_rate) / decimation_;
  info_.channel_mask = c.channel_mask;
  info_.length = (c.bits + decimation_ - 1) / decimation_;
  info_.estimate = -1;
  info_.bit_rate = int64_t{c.bit_rate} * c.channels;
  info_.channels = c.channels;
  info_.samples = NT_SAMPLES_DSD;
  info_.tag_count = static_cast<uint32_t>(c.tags.entries.size());
  info_.tags_left_out = c.tags.left_out;
  const uint32_t base = c.bit_rate % 44100 == 0 ? 44100 : 48000;
  std::snprintf(info_.container, sizeof info_.container, "%s", c.is_dsf ? "dsf" : "dsdiff");
  std::snprintf(info_.codec, sizeof info_.codec, "dsd%u", c.bit_rate / base);
}

/// Fills frames_ from the next bytes.
void DsdDecoder::produce() {
  std::vector<uint8_t*> to;
  for (auto& bytes : bytes_) to.push_back(bytes.data());
  taken_ = produced_ = 0;
  while (produced_ == 0) {
    file_.read(next_byte_, Decimator::most_bytes, to.data());
    next_byte_ += Decimator::most_bytes;
    for (size_t c = 0; c < channels_.size(); ++c)
      produced_ = channels_[c].process(bytes_[c].data(), Decimator::most_bytes, frames_[c].data());
  }
}

nt_status DsdDecoder::read(double* const* planes, uint32_t capacity, uint32_t& got) {
  got = 0;
  while (got < capacity && wanted_ < info_.length) {
    if (taken_ == produced_) produce();
    const int64_t dropped = std::clamp<int64_t>(wanted_ - frame_, 0, static_cast<int64_t>(produced_ - taken_));
    taken_ += static_cast<size_t>(dropped);
    frame_ += dropped;
    if (frame_ < wanted_) continue;
    const auto count = static_cast<uint32_t>(
        std::min<int64_t>({static_cast<int64_t>(produced_ - taken_), int64_t{capacity} - got, info_.length - frame_}));
    for (size_t c = 0; c < channels_.size(); ++c) std::copy_n(frames_[c].data() + taken_, count, planes[c] + got);
    taken_ += count;
    frame_ += count;
    wanted_ = frame_;
    got += count;
  }
  at_end_ = at_end_ || wanted_ >= info_.length;
  return got == 0 ? NT_END : NT_OK;
}

void DsdDecoder::seek(int64_t frame) {
  wanted_ = std::min(frame, info_.length);
  const auto step = static_cast<int64_t>(decimation_);
  const int64_t warm_up = static_cast<int64_t>(channels_[0].look_ahead()) / step + 1;
  const bool ahead = wanted_ >= frame_ && wanted_ - frame_ <= 4 * warm_up;
  if (ahead || wanted_ == info_.length) return;
  frame_ = std::max<int64_t>(0, wanted_ - warm_up);
  next_byte_ = frame_ * step / 8;
  taken_ = produced_ = 0;
  for (auto& channel : channels_) channel.reset();
}

}  // namespace nt::dsd
