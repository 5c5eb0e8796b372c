#include "decode/demux.hpp"

#include <cstring>

extern "C" {
#include <libavutil/avstring.h>
}

#include "abi/guard.hpp"

namespace nt::decode {
namespace {

/// Demuxers of self-contained media. Absent on purpose: playlists and everything that refers to other files (hls, dash,
/// concat, sdp, imf), devices, DSF and DSDIFF (decode/dsd reads their bits), and raw formats that accept any bytes.
constexpr const char* containers =
    "wav,w64,aiff,caf,au,flac,ogg,mp3,aac,loas,mov,mp4,m4a,matroska,webm,wv,ape,tta,tak,iff,mpc,mpc8,asf,ac3,eac3,"
    "dts,dtshd,truehd,mlp,amr,oma,voc,shn,sox,ircam,nistsphere,flv,avi,mpeg,mpegts,aea,wsd,3gp,3g2,mj2";

/// What the search for streams may read; a file may need more only by being built to waste time.
constexpr int64_t open_budget = 256 << 20;
constexpr int max_streams = 64;

/// Of a live stream, until it is known what it is: every byte is waited for.
constexpr int live_probe_bytes = 16 << 10;

/// The names of all audio decoders: pictures and video in the container are never decoded.
const std::string& audio_decoders() {
  static const std::string names = [] {
    std::string list;
    void* at = nullptr;
    while (const AVCodec* codec = av_codec_iterate(&at))
      if (av_codec_is_decoder(codec) && codec->type == AVMEDIA_TYPE_AUDIO)
        list.append(list.empty() ? "" : ",").append(codec->name);
    return list;
  }();
  return names;
}

/// 16 bit stereo WAV is searched for DTS that pretends to be PCM, by default through megabytes, at every opening; a
/// file that has it shows it in its first packets.
bool is_wave(const Source& source) {
  char head[12] = {};
  source.peek(0, head, sizeof head);
  return (std::memcmp(head, "RIFF", 4) == 0 && std::memcmp(head + 8, "WAVE", 4) == 0) ||
         std::memcmp(head, "RF64", 4) == 0 || std::memcmp(head, "riff", 4) == 0;
}

int refuse_to_open(AVFormatContext*, AVIOContext** pb, const char*, int, AVDictionary**) {
  *pb = nullptr;
  return AVERROR(EACCES);
}

/// Also one that has not said yet what it is.
int first_audio(const AVFormatContext& context) {
  for (unsigned i = 0; i < context.nb_streams; ++i)
    if (context.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) return static_cast<int>(i);
  return -1;
}

[[noreturn]] void refuse(int error, const Source& source) {
  if (source.read_error() != 0)
    throw Error(NT_IO, std::string("reading failed: ") + std::strerror(source.read_error()));
  if (source.budget_spent()) throw Error(NT_LIMIT, "the header needs more than 256 MiB to be read");
  // Of a header that ends too early, too, FFmpeg says that there is no memory, but not without a word.
  if (error == AVERROR(ENOMEM) && !ff::logged()) throw std::bad_alloc();
  const auto text = ff::describe(error);
  if (text.find("whitelist") != std::string::npos || error == AVERROR_DEMUXER_NOT_FOUND ||
      (error == AVERROR_INVALIDDATA && !ff::logged()))  // probing found nothing, and says nothing
    throw Error(NT_UNSUPPORTED, "this is no audio format that is known here");
  if (error == AVERROR_PATCHWELCOME) throw Error(NT_UNSUPPORTED, text);
  throw Error(NT_MALFORMED, text);
}

}  // namespace

bool Demuxer::is(const char* name) const { return av_match_name(name, context->iformat->name) != 0; }

Demuxer open_demuxer(Source& source, const std::string& extension) {
  ff::clear_log();
  auto* context = avformat_alloc_context();
  if (context == nullptr) throw std::bad_alloc();
  context->pb = source.io();
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  context->io_open = refuse_to_open;
  context->max_streams = max_streams;

  if (is_wave(source)) context->max_probe_packets = 4;
  if (source.is_live()) context->format_probesize = live_probe_bytes;

  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", containers, 0);
  av_dict_set(&options, "codec_whitelist", audio_decoders().c_str(), 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  av_dict_set(&options, "max_size", "65536", 0);     // wav: bytes a packet
  av_dict_set(&options, "ignore_editlist", "1", 0);  // mov: the timeline is ours (mp4_timeline.cpp)
  source.set_budget(open_budget);
  const std::string name = extension.empty() ? "audio" : "audio." + extension;
  int error = avformat_open_input(&context, name.c_str(), nullptr, &options);  // frees context on failure
  av_dict_free(&options);
  if (error < 0) refuse(error, source);

  Demuxer demuxer;
  demuxer.context.reset(context);
  for (unsigned i = 0; i < context->nb_streams; ++i)
    if (context->streams[i]->codecpar->codec_type != AVMEDIA_TYPE_AUDIO) context->streams[i]->discard = AVDISCARD_ALL;
  // Of a live stream the search would wait for seconds, and what stations send tells the codec all it needs itself.
  const bool tells_itself =
      source.is_live() && (demuxer.is("mp3") || demuxer.is("aac") || demuxer.is("ogg") || demuxer.is("flac"));
  if (!tells_itself) {
    error = avformat_find_stream_info(context, nullptr);
    if (error < 0) refuse(error, source);
  }
  int index = tells_itself ? first_audio(*context) : -1;
  if (index < 0) index = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  if (index < 0) {
    if (source.read_error() != 0 || source.budget_spent()) refuse(index, source);
    throw Error(NT_UNSUPPORTED, "there is no audio in this file");
  }
  for (unsigned i = 0; i < context->nb_streams; ++i)
    if (static_cast<int>(i) != index) context->streams[i]->discard = AVDISCARD_ALL;
  demuxer.stream = context->streams[index];
  source.lift_budget();
  return demuxer;
}

}  // namespace nt::decode
