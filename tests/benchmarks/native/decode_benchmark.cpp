// Files to planes of f64, beside libavformat, libavcodec and libswresample doing the same in this process on one
// thread: half a minute of stereo in FLAC, MP3, AAC and WAV, and DSD64 to PCM of 88.2 kHz.

#include <benchmark/benchmark.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
}

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "ntdsp/decode.h"
#include "ntdsp/output.h"

namespace {

struct File {
  const char* name;
  nt_media_kind kind;
  nt_sample_kind samples;
};
constexpr File files[] = {{"x.flac", NT_MEDIA_FLAC, NT_SAMPLES_S16},
                          {"x.mp3", NT_MEDIA_MP3, NT_SAMPLES_LOSSY},
                          {"x.m4a", NT_MEDIA_AAC, NT_SAMPLES_LOSSY},
                          {"x.wav", NT_MEDIA_WAV, NT_SAMPLES_S16},
                          {"x.dsf", NT_MEDIA_DSF, NT_SAMPLES_DSD}};
constexpr int dsd = 4;
constexpr int rate = 44100;
constexpr uint32_t block = 8192;

/// The files, made once and removed at the end.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nt-bench-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    std::vector<double> left(30 * rate), right(30 * rate);
    uint64_t state = 1;
    for (size_t i = 0; i < left.size(); ++i) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      const double noise = static_cast<double>(static_cast<int64_t>(state)) / 9.3e18;
      const double t = static_cast<double>(i % 9001) / rate,
                   f = 220 * std::pow(2.0, static_cast<double>(i / 9001 * 7 % 24) / 12);
      left[i] = 0.2 * std::exp(-4 * t) * (std::sin(2 * M_PI * f * t) + 0.5 * std::sin(5 * M_PI * f * t)) + 0.01 * noise;
      right[i] = 0.7 * left[i] + 0.003 * noise;
    }
    for (const auto& file : files) {
      nt_writer_options o{};
      o.sample_rate = rate;
      o.channels = 2;
      o.kind = file.kind;
      o.samples = file.samples;
      nt_writer* w = nullptr;
      nt_writer_create(path(file.name).c_str(), &o, &w);
      for (size_t at = 0; at < left.size(); at += rate) {
        const double* planes[] = {left.data() + at, right.data() + at};
        nt_writer_write(w, planes, rate);
      }
      nt_writer_finish(w);
      nt_writer_close(w);
    }
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string path(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string path_of(int64_t index) {
  static const Folder folder;
  return folder.path(files[index].name);
}

void ours(benchmark::State& state) {
  const auto path = path_of(state.range(0));
  std::vector<double> left(block), right(block);
  double* planes[] = {left.data(), right.data()};
  for (auto _ : state) {
    nt_decoder* d = nullptr;
    if (nt_decoder_open(path.c_str(), nullptr, &d) != NT_OK) return state.SkipWithError("cannot be opened");
    uint32_t got = 0;
    while (nt_decoder_read(d, planes, block, &got) == NT_OK) benchmark::DoNotOptimize(left.data());
    nt_decoder_close(d);
  }
}

void libav(benchmark::State& state) {
  const auto path = path_of(state.range(0));
  std::vector<double> left(1 << 17), right(1 << 17);
  uint8_t* planes[] = {reinterpret_cast<uint8_t*>(left.data()), reinterpret_cast<uint8_t*>(right.data())};
  for (auto _ : state) {
    AVFormatContext* demuxer = nullptr;
    if (avformat_open_input(&demuxer, path.c_str(), nullptr, nullptr) < 0)
      return state.SkipWithError("cannot be opened");
    avformat_find_stream_info(demuxer, nullptr);
    const int index = av_find_best_stream(demuxer, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
    const auto& parameters = *demuxer->streams[index]->codecpar;
    const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
    AVCodecContext* decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(decoder, &parameters);
    decoder->thread_count = 1;
    avcodec_open2(decoder, codec, nullptr);
    SwrContext* converter = nullptr;
    AVPacket* packet = av_packet_alloc();
    AVFrame* frame = av_frame_alloc();
    while (av_read_frame(demuxer, packet) >= 0) {
      if (packet->stream_index == index && avcodec_send_packet(decoder, packet) >= 0)
        while (avcodec_receive_frame(decoder, frame) == 0) {
          if (converter == nullptr) {
            const int out = state.range(0) == dsd ? 88200 : frame->sample_rate;
            swr_alloc_set_opts2(&converter, &frame->ch_layout, AV_SAMPLE_FMT_DBLP, out, &frame->ch_layout,
                                static_cast<AVSampleFormat>(frame->format), frame->sample_rate, 0, nullptr);
            swr_init(converter);
          }
          swr_convert(converter, planes, 1 << 17, const_cast<const uint8_t**>(frame->extended_data), frame->nb_samples);
          benchmark::DoNotOptimize(left.data());
        }
      av_packet_unref(packet);
    }
    swr_free(&converter);
    av_packet_free(&packet);
    av_frame_free(&frame);
    avcodec_free_context(&decoder);
    avformat_close_input(&demuxer);
  }
}

}  // namespace

BENCHMARK(ours)->Name("decode/ours flac mp3 aac wav dsd64")->DenseRange(0, 4)->Unit(benchmark::kMillisecond);
BENCHMARK(libav)->Name("decode/libav flac mp3 aac wav dsd64")->DenseRange(0, 4)->Unit(benchmark::kMillisecond);
