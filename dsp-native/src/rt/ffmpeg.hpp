#pragma once
// What decode and output share of FFmpeg: owning pointers, error texts, and its log, which goes to nobody's terminal.

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace nt::ff {

struct Free {
  void operator()(AVFormatContext* p) const { avformat_free_context(p); }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVIOContext* p) const {
    av_freep(&p->buffer);
    avio_context_free(&p);
  }
  void operator()(AVDictionary* p) const { av_dict_free(&p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Sets FFmpeg's process-wide state once: its log goes to the thread that caused it (errors) or nowhere, one allocation
/// is at most 256 MiB.
void quiet_log();
/// Forgets what the calling thread's log kept.
void clear_log() noexcept;
/// Whether an error was logged on the calling thread since clear_log.
bool logged() noexcept;
/// The most telling error FFmpeg logged on the calling thread since clear_log, else the text of its error code.
std::string describe(int error);

}  // namespace nt::ff
