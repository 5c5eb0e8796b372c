#include "levels/output_of.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

namespace nt::test {
namespace {

/// Block sizes that meet every remainder of a register's width.
class Sizes {
 public:
  size_t next(size_t left) {
    constexpr size_t sizes[] = {512, 1, 37, 480, 8192, 63, 1024, 7};
    return std::min(left, sizes[at_++ % std::size(sizes)]);
  }

 private:
  size_t at_ = 0;
};

std::vector<const double*> planes(const Stream& s, size_t at) {
  std::vector<const double*> p;
  for (const auto& plane : s) p.push_back(plane.data() + at);
  return p;
}

std::vector<double*> planes(Stream& s, size_t at) {
  std::vector<double*> p;
  for (auto& plane : s) p.push_back(plane.data() + at);
  return p;
}

}  // namespace

Bytes output_of(const Library& library, const ProcessorCase& processor, const Stream& in, double rate) {
  const auto channels = static_cast<uint32_t>(in.size());
  Bytes bytes;
  nt_processor* p = processor.create(NT_OF(library, nt_processor_create));
  if (p == nullptr) {
    ADD_FAILURE() << processor.name << " was not created";
    return bytes;
  }
  EXPECT_EQ(NT_OK, NT_OF(library, nt_processor_activate)(p, rate, channels, 8192));
  const auto process = NT_OF(library, nt_processor_process);
  const auto history = NT_OF(library, nt_processor_gain_history);
  uint32_t outputs = 0;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_processor_output_channels)(p, channels, &outputs));
  Stream out(outputs, std::vector<double>(in[0].size()));
  Sizes sizes;
  for (size_t at = 0; at < in[0].size();) {
    const size_t n = sizes.next(in[0].size() - at);
    EXPECT_EQ(NT_OK, process(p, planes(in, at).data(), planes(out, at).data(), static_cast<uint32_t>(n)));
    float gains[64];
    uint32_t got = 0;
    if (history(p, gains, 64, &got) == NT_OK) append(bytes, gains, got);
    at += n;
  }
  for (const auto& plane : out) append(bytes, plane.data(), plane.size());
  size_t size = 0;
  if (NT_OF(library, nt_processor_save_state)(p, nullptr, &size) == NT_OK) {
    Bytes state(size);
    EXPECT_EQ(NT_OK, NT_OF(library, nt_processor_save_state)(p, state.data(), &size));
    append(bytes, state.data(), size);
  }
  NT_OF(library, nt_processor_destroy)(p);
  return bytes;
}

Bytes spectra_of(const Library& library, uint32_t size, const Stream& in) {
  Bytes bytes;
  nt_fft* fft = nullptr;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_fft_create)(size, &fft)) << size;
  std::vector<double> re(size / 2 + 1), im(size / 2 + 1), back(size);
  for (const auto& plane : in) {
    EXPECT_EQ(NT_OK, NT_OF(library, nt_fft_forward)(fft, plane.data(), re.data(), im.data()));
    EXPECT_EQ(NT_OK, NT_OF(library, nt_fft_inverse)(fft, re.data(), im.data(), back.data()));
    append(bytes, re.data(), re.size());
    append(bytes, im.data(), im.size());
    append(bytes, back.data(), back.size());
  }
  NT_OF(library, nt_fft_destroy)(fft);
  return bytes;
}

Bytes conversion_of(const Library& library, double in_rate, double out_rate, int32_t quality, const Stream& in) {
  Bytes bytes;
  nt_resampler* r = nullptr;
  const auto channels = static_cast<uint32_t>(in.size());
  EXPECT_EQ(NT_OK, NT_OF(library, nt_resampler_create)(in_rate, out_rate, channels, quality, &r)) << quality;
  if (r == nullptr) return bytes;
  Stream out(channels, std::vector<double>(32768));
  const auto take = [&](uint32_t got) {
    for (const auto& plane : out) append(bytes, plane.data(), got);
  };
  const auto to = planes(out, 0);
  Sizes sizes;
  for (size_t at = 0; at < in[0].size();) {
    const size_t n = sizes.next(in[0].size() - at);
    uint32_t got = 0;
    EXPECT_EQ(NT_OK, NT_OF(library, nt_resampler_process)(r, planes(in, at).data(), static_cast<uint32_t>(n), to.data(),
                                                          32768, &got));
    take(got);
    at += n;
  }
  for (nt_status status = NT_OK; status == NT_OK;) {
    uint32_t got = 0;
    status = NT_OF(library, nt_resampler_flush)(r, to.data(), 32768, &got);
    EXPECT_TRUE(status == NT_OK || status == NT_END) << status;
    take(got);
  }
  NT_OF(library, nt_resampler_destroy)(r);
  return bytes;
}

Bytes glide_of(const Library& library, int32_t kind, const Stream& in) {
  Bytes bytes;
  nt_async_resampler* r = nullptr;
  const auto channels = static_cast<uint32_t>(in.size());
  const nt_async_options options{44100, 48000, 0.05, kind, 0};
  EXPECT_EQ(NT_OK, NT_OF(library, nt_async_resampler_create)(&options, channels, 8192, &r));
  if (r == nullptr) return bytes;
  Stream out(channels, std::vector<double>(4096));
  Sizes sizes;
  for (size_t at = 0, calls = 0; at < in[0].size(); ++calls) {
    const size_t n = sizes.next(in[0].size() - at);
    uint32_t taken = 0, got = 0;
    if (calls % 16 == 3) {
      EXPECT_EQ(NT_OK, NT_OF(library, nt_async_resampler_glide)(r, calls % 32 == 3 ? 1.03 : 0.98, 5000));
    }
    EXPECT_EQ(NT_OK, NT_OF(library, nt_async_resampler_process)(r, planes(in, at).data(), static_cast<uint32_t>(n),
                                                                planes(out, 0).data(), 4096, &taken, &got));
    for (const auto& plane : out) append(bytes, plane.data(), got);
    at += taken;
  }
  NT_OF(library, nt_async_resampler_destroy)(r);
  return bytes;
}

Bytes convolution_of(const Library& library, int32_t precision, const Stream& in) {
  Bytes bytes;
  const auto channels = static_cast<uint32_t>(in.size());
  constexpr uint32_t length = 20000;
  Stream impulses = noise_stream(channels, length, 11);
  std::vector<nt_convolver_route> routes;
  for (uint32_t c = 0; c < channels; ++c) {
    routes.push_back({c, c, c});
    for (uint32_t i = 0; i < length; ++i) impulses[c][i] *= 0.02 * std::exp(-3.0 * i / length);
  }
  const auto taps = planes(impulses, 0);
  const std::vector<const double*> from(taps.begin(), taps.end());
  const nt_convolver_impulses view{from.data(), channels, length};
  nt_convolver_params params{};
  params.sample_rate = 48000;
  params.inputs = params.outputs = channels;
  params.block = 64;
  params.calls = NT_CONVOLVER_DIRECT;
  params.precision = precision;
  params.fade_frames = 1;
  params.routes = routes.data();
  params.route_count = channels;
  nt_convolver* c = nullptr;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_convolver_create)(&params, &view, &c));
  if (c == nullptr) return bytes;
  Stream out(channels, std::vector<double>(in[0].size()));
  Sizes sizes;
  for (size_t at = 0; at < in[0].size();) {
    const size_t n = sizes.next(in[0].size() - at);
    EXPECT_EQ(NT_OK, NT_OF(library, nt_convolver_process)(c, planes(in, at).data(), planes(out, at).data(),
                                                          static_cast<uint32_t>(n)));
    at += n;
  }
  for (const auto& plane : out) append(bytes, plane.data(), plane.size());
  NT_OF(library, nt_convolver_destroy)(c);
  return bytes;
}

Bytes file_of(const Library& library, int32_t kind, int32_t samples, const std::string& path, const Stream& in) {
  nt_writer_options options{};
  options.sample_rate = 44100;
  options.channels = static_cast<uint32_t>(in.size());
  options.kind = kind;
  options.samples = samples;
  nt_writer* w = nullptr;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_writer_create)(path.c_str(), &options, &w)) << path;
  if (w == nullptr) return {};
  Sizes sizes;
  for (size_t at = 0; at < in[0].size();) {
    const size_t n = sizes.next(in[0].size() - at);
    EXPECT_EQ(NT_OK, NT_OF(library, nt_writer_write)(w, planes(in, at).data(), static_cast<uint32_t>(n)));
    at += n;
  }
  EXPECT_EQ(NT_OK, NT_OF(library, nt_writer_finish)(w));
  NT_OF(library, nt_writer_close)(w);
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Bytes samples_of(const Library& library, const std::string& path) {
  Bytes bytes;
  nt_decoder* d = nullptr;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_decoder_open)(path.c_str(), nullptr, &d)) << path;
  if (d == nullptr) return bytes;
  nt_media_info info{};
  EXPECT_EQ(NT_OK, NT_OF(library, nt_decoder_describe)(d, &info));
  Stream out(info.channels, std::vector<double>(4096));
  for (nt_status status = NT_OK; status == NT_OK;) {
    uint32_t got = 0;
    status = NT_OF(library, nt_decoder_read)(d, planes(out, 0).data(), 4096, &got);
    EXPECT_TRUE(status == NT_OK || status == NT_END) << status;
    for (const auto& plane : out) append(bytes, plane.data(), got);
  }
  NT_OF(library, nt_decoder_close)(d);
  return bytes;
}

Bytes loudness_of(const Library& library, const Stream& in, double rate) {
  Bytes bytes;
  nt_loudness* m = nullptr;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_loudness_create)(rate, static_cast<uint32_t>(in.size()), 0, 16, &m));
  Sizes sizes;
  for (size_t at = 0; at < in[0].size();) {
    const size_t n = sizes.next(in[0].size() - at);
    EXPECT_EQ(NT_OK, NT_OF(library, nt_loudness_add)(m, planes(in, at).data(), static_cast<uint32_t>(n)));
    at += n;
  }
  nt_loudness_reading reading{};
  EXPECT_EQ(NT_OK, NT_OF(library, nt_loudness_read)(m, &reading));
  append(bytes, &reading, 1);
  NT_OF(library, nt_loudness_destroy)(m);
  return bytes;
}

Bytes analysis_of(const Library& library, const Stream& in, double rate) {
  Bytes bytes;
  const nt_analyser_options options{rate, 0, static_cast<uint32_t>(in.size()), 16, NT_ANALYSE_F0, 0};
  nt_analyser* a = nullptr;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_analyser_create)(&options, &a));
  for (size_t at = 0; at < in[0].size();) {
    const size_t n = std::min<size_t>(4800, in[0].size() - at);
    EXPECT_EQ(NT_OK, NT_OF(library, nt_analyser_add)(a, planes(in, at).data(), static_cast<uint32_t>(n)));
    at += n;
  }
  EXPECT_EQ(NT_OK, NT_OF(library, nt_analyser_finish)(a));
  nt_analyser_summary summary{};
  EXPECT_EQ(NT_OK, NT_OF(library, nt_analyser_summarise)(a, &summary));
  append(bytes, &summary, 1);
  const auto values = NT_OF(library, nt_analyser_values);
  // Every kind there is with every index it has.
  for (int32_t kind = 0; kind < 64; ++kind)
    for (uint32_t index = 0; index < 64; ++index) {
      uint32_t count = 0;
      if (values(a, kind, index, nullptr, 0, &count) != NT_OK) break;
      std::vector<double> v(count);
      EXPECT_EQ(NT_OK, values(a, kind, index, v.data(), count, &count));
      append(bytes, v.data(), v.size());
    }
  NT_OF(library, nt_analyser_destroy)(a);
  return bytes;
}

Bytes artifacts_of(const Library& library, const Stream& target, const Stream& render, double rate) {
  Bytes bytes;
  nt_artifacts* a = nullptr;
  EXPECT_EQ(NT_OK, NT_OF(library, nt_artifacts_create)(rate, static_cast<uint32_t>(target.size()), &a));
  for (size_t at = 0; at < target[0].size();) {
    const size_t n = std::min<size_t>(4800, target[0].size() - at);
    EXPECT_EQ(NT_OK, NT_OF(library, nt_artifacts_add)(a, planes(target, at).data(), planes(render, at).data(),
                                                      static_cast<uint32_t>(n)));
    at += n;
  }
  nt_artifacts_reading reading{};
  EXPECT_EQ(NT_OK, NT_OF(library, nt_artifacts_read)(a, &reading));
  append(bytes, &reading, 1);
  NT_OF(library, nt_artifacts_destroy)(a);
  return bytes;
}

}  // namespace nt::test
