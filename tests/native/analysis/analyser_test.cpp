#include "analysis/analyser_run.hpp"

#include <algorithm>
#include <random>

namespace {

using nt::test::analyse;
using nt::test::mean_level;
using nt::test::Planes;
using nt::test::summary;
using nt::test::total;
using nt::test::values;

std::vector<double> noise(size_t frames, double sigma, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, sigma);
  std::vector<double> x(frames);
  for (auto& v : x) v = normal(random);
  return x;
}

std::vector<double> sine(size_t frames, double hz, double amplitude, double rate = 48000) {
  std::vector<double> x(frames);
  for (size_t i = 0; i < frames; ++i) x[i] = amplitude * std::sin(2 * M_PI * hz * static_cast<double>(i) / rate);
  return x;
}

TEST(Analyser, given_a_sine_in_both_channels_then_its_bin_reads_its_power_in_the_mid_and_nothing_in_the_side) {
  const auto x = sine(96000, 3000, 0.5);  // a bin of every size
  const auto a = analyse({x, x});
  const uint32_t sizes[] = {512, 2048, 8192};
  for (uint32_t i = 0; i < 3; ++i) {
    const auto mid = values(a, NT_VALUES_SPECTRUM_MID, i), side = values(a, NT_VALUES_SPECTRUM_SIDE, i);
    ASSERT_EQ(sizes[i] / 2 + 1, mid.size());
    const size_t bin = sizes[i] * 3000 / 48000;
    // Mid is sqrt 2 times the channel: its power is that of left and right together, 2 * 0.5^2 / 2.
    EXPECT_NEAR(0.25, mid[bin], 1e-5);
    EXPECT_NEAR(0.25 / 4, mid[bin + 1], 1e-5) << "Hann: 6 dB less beside it";
    EXPECT_LT(mid[bin + 8], 1e-11);
    EXPECT_LT(*std::max_element(side.begin(), side.end()), 1e-13);
  }
  const auto s = summary(a);
  EXPECT_NEAR(0.125, s.mean_square, 1e-9);
  EXPECT_NEAR(0.25, s.mid_power, 1e-9);
  EXPECT_NEAR(0, s.side_power, 1e-12);
}

TEST(Analyser, given_different_channels_then_mid_side_and_cross_give_back_left_and_right) {
  const auto a = analyse({sine(96000, 3000, 0.5), sine(96000, 3000, -0.1)});
  const double mid = values(a, NT_VALUES_SPECTRUM_MID, 1)[128], side = values(a, NT_VALUES_SPECTRUM_SIDE, 1)[128];
  const double cross = values(a, NT_VALUES_SPECTRUM_CROSS, 1)[128];
  EXPECT_NEAR(0.4 * 0.4 / 4, mid, 1e-6);
  EXPECT_NEAR(0.6 * 0.6 / 4, side, 1e-6);
  EXPECT_NEAR(0.5 * 0.5 / 2, (mid + side) / 2 + cross, 1e-6);
  EXPECT_NEAR(0.1 * 0.1 / 2, (mid + side) / 2 - cross, 1e-6);
}

TEST(Analyser, given_white_noise_then_levels_of_bands_and_windows_are_those_of_its_variance) {
  const double sigma = 0.1;
  const auto a = analyse({noise(48000 * 20, sigma, 1), noise(48000 * 20, sigma, 2)});
  // Mean square of mid + side per hertz, times the band.
  const double density = 2 * sigma * sigma / 24000;
  const auto third = values(a, NT_VALUES_THIRD_LEVELS, 16);  // 1 kHz
  const double wide = 1000 * (std::exp2(1.0 / 6) - std::exp2(-1.0 / 6));
  EXPECT_NEAR(10 * std::log10(density * wide), mean_level(third, -100, 0.25), 0.5);
  const auto sixth = values(a, NT_VALUES_SIXTH_MEAN);
  ASSERT_EQ(NT_SIXTH_OCTAVES, sixth.size());
  EXPECT_NEAR(10 * std::log10(density * 16000 * (std::exp2(1.0 / 12) - std::exp2(-1.0 / 12))), sixth.back(), 0.1);
  EXPECT_LT(values(a, NT_VALUES_SIXTH_DEVIATION).back(), 1.0);
  EXPECT_NEAR(-20, mean_level(values(a, NT_VALUES_RMS_LEVELS, 2), -100, 0.25), 0.1);
  EXPECT_EQ(50, total(values(a, NT_VALUES_RMS_LEVELS, 2)));
  EXPECT_EQ(400, total(values(a, NT_VALUES_RMS_LEVELS, 1)));
  EXPECT_EQ(2000, total(values(a, NT_VALUES_RMS_LEVELS, 0)));
  // Of 2 * 2400 Gaussian values the largest is about 3.84 sigma.
  EXPECT_NEAR(20 * std::log10(3.84), mean_level(values(a, NT_VALUES_CREST_LEVELS, 0), 0, 0.1), 0.15);
  const auto mel = values(a, NT_VALUES_MEL_POWER), hz = values(a, NT_VALUES_MEL_HZ);
  ASSERT_EQ(NT_MEL_BANDS, mel.size());
  // The area of a triangle is half of its base, which is about twice the distance of its neighbours.
  EXPECT_NEAR(10 * std::log10(density * (hz[60] - hz[58]) / 2), 10 * std::log10(mel[59]), 0.1);
  EXPECT_NEAR(10 * std::log10(mel[59]), mean_level(values(a, NT_VALUES_MEL_LEVELS, 59), -100, 0.25), 0.2);
  EXPECT_NEAR(10 * std::log10(mel[59] / 2), mean_level(values(a, NT_VALUES_MEL_SIDE_LEVELS, 59), -100, 0.25), 0.2);
}

/// Mean power of one bin of mid over the active Hann windows at a hop of a quarter, by the definition of the transform.
double naive_mean_power(const std::vector<double>& left, const std::vector<double>& right, size_t size, size_t bin) {
  double sum = 0, windows = 0;
  for (size_t at = 0; at + size <= left.size(); at += size / 4) {
    double re = 0, im = 0, energy = 0;
    for (size_t i = 0; i < size; ++i) {
      const double l = left[at + i], r = right[at + i];
      const double turn = 2 * M_PI * static_cast<double>(i) / static_cast<double>(size);
      const double x = (0.5 - 0.5 * std::cos(turn)) * (l + r) / std::sqrt(2.0);
      re += x * std::cos(turn * static_cast<double>(bin));
      im -= x * std::sin(turn * static_cast<double>(bin));
      energy += l * l + r * r;
    }
    if (energy <= 1e-7 * 2 * static_cast<double>(size)) continue;
    sum += 8 * (re * re + im * im) / static_cast<double>(size * size);
    ++windows;
  }
  return sum / windows;
}

TEST(Analyser, given_more_than_ten_seconds_then_the_shorter_windows_spectra_are_those_of_their_own_transforms) {
  // Dark noise that swells, a tone that comes and goes, and a second of silence.
  const size_t frames = 48000 * 15;
  auto left = noise(frames, 1, 11), right = noise(frames, 1, 12);
  double low_left = 0, low_right = 0;
  for (size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / 48000;
    const double swell = 0.1 * (1.2 + std::sin(2 * M_PI * 0.37 * t)), pulse = std::fmod(t, 0.7) < 0.2 ? 0.3 : 0.0;
    low_left += 0.05 * (left[i] - low_left);
    low_right += 0.05 * (right[i] - low_right);
    const double tone = pulse * std::sin(2 * M_PI * 5200 * t), heard = t > 6 && t < 7 ? 0.0 : 1.0;
    left[i] = heard * (swell * low_left + tone);
    right[i] = heard * (swell * (0.5 * low_right + 0.5 * low_left) + 0.2 * tone);
  }
  const auto a = analyse({left, right});
  const size_t sizes[] = {512, 2048};
  for (uint32_t i = 0; i < 2; ++i) {
    const auto mid = values(a, NT_VALUES_SPECTRUM_MID, i);
    ASSERT_EQ(sizes[i] / 2 + 1, mid.size());
    for (const double hz : {0.0, 100.0, 750.0, 3000.0, 5200.0, 5400.0, 12000.0, 20000.0}) {
      const auto bin = static_cast<size_t>(std::lround(hz * static_cast<double>(sizes[i]) / 48000));
      EXPECT_NEAR(10 * std::log10(naive_mean_power(left, right, sizes[i], bin)), 10 * std::log10(mid[bin]), 0.2)
          << sizes[i] << " at " << hz << " Hz";
    }
  }
}

TEST(Analyser, given_silence_around_a_sound_then_only_active_frames_count_in_the_spectra) {
  auto x = sine(48000 * 4, 3000, 0.5);
  std::fill(x.begin() + 48000, x.begin() + 3 * 48000, 0.0);
  const auto a = analyse({x, x});
  EXPECT_NEAR(0.25, values(a, NT_VALUES_SPECTRUM_MID, 0)[32], 0.003);
  const auto s = summary(a);
  EXPECT_NEAR(2 * 48000 / 128, s.active_frames[0], 12);
  // The level frames of the mel bands count the silence at the bottom.
  const auto power = values(a, NT_VALUES_MEL_POWER);
  const auto loudest = static_cast<uint32_t>(std::max_element(power.begin(), power.end()) - power.begin());
  const auto levels = values(a, NT_VALUES_MEL_LEVELS, loudest);
  EXPECT_NEAR(0.5, levels[0] / total(levels), 0.05);
}

TEST(Analyser, given_blocks_of_any_size_then_every_value_has_the_same_bits) {
  const Planes x = {noise(44100, 0.3, 5), noise(44100, 0.2, 6)};
  for (const double rate : {48000.0, 44100.0}) {
    const auto whole = analyse(x, rate, NT_ANALYSE_F0, 0, 65536);
    for (const size_t block : {1u, 63u, 64u, 512u, 8192u}) {
      if (block == 1 && rate != 48000) continue;  // slow in the converter, which has its own test of this
      const auto parts = analyse(x, rate, NT_ANALYSE_F0, 0, block);
      for (int kind = 0; kind <= NT_VALUES_F0_CONFIDENCE; ++kind)
        EXPECT_EQ(values(whole, static_cast<nt_values>(kind),
                         1 % (kind < 3                 ? 3
                              : kind == 5 || kind >= 8 ? 2
                                                       : 1)),
                  values(parts, static_cast<nt_values>(kind),
                         1 % (kind < 3                 ? 3
                              : kind == 5 || kind >= 8 ? 2
                                                       : 1)))
            << "values " << kind << " in blocks of " << block;
      EXPECT_EQ(summary(whole).mean_square, summary(parts).mean_square);
      EXPECT_EQ(summary(whole).cross_power, summary(parts).cross_power);
    }
  }
}

TEST(Analyser, given_other_rates_then_the_spectra_are_those_at_48_kHz) {
  for (const double rate : {8000.0, 22050.0, 44100.0, 96000.0}) {
    const auto frames = static_cast<size_t>(rate * 4);
    const auto x = sine(frames, 1500, 0.5, rate);
    const auto a = analyse({x, x}, rate);
    EXPECT_NEAR(0.25, values(a, NT_VALUES_SPECTRUM_MID, 1)[64], 0.004) << rate;
  }
}

TEST(Analyser, given_mono_then_it_is_a_pair_of_equal_channels) {
  const auto x = noise(48000 * 2, 0.1, 3);
  const auto mono = analyse({x}), pair = analyse({x, x});
  EXPECT_EQ(values(pair, NT_VALUES_SPECTRUM_MID, 1), values(mono, NT_VALUES_SPECTRUM_MID, 1));
  EXPECT_EQ(summary(pair).mid_power, summary(mono).mid_power);
  // The loudness of one channel is that of one channel.
  EXPECT_NEAR(3.01, summary(pair).loudness.integrated_lufs - summary(mono).loudness.integrated_lufs, 0.01);
}

TEST(Analyser, given_5_1_then_the_centre_folds_to_both_sides_and_the_lfe_to_none) {
  const size_t n = 48000;
  const std::vector<double> none(n);
  const auto tone = sine(n, 3000, 0.5);
  const auto power = [&](size_t channel, nt_values kind) {
    Planes x(6, none);
    x[channel] = tone;
    return values(analyse(x), kind, 1)[128];
  };
  EXPECT_NEAR(0.125, power(2, NT_VALUES_SPECTRUM_MID), 1e-5);
  EXPECT_NEAR(0, power(2, NT_VALUES_SPECTRUM_SIDE), 1e-12);
  EXPECT_EQ(0, power(3, NT_VALUES_SPECTRUM_MID));
  EXPECT_NEAR(0.125 / 4, power(4, NT_VALUES_SPECTRUM_MID), 1e-5);
  EXPECT_NEAR(0.125 / 4, power(4, NT_VALUES_SPECTRUM_SIDE), 1e-5);
}

TEST(Analyser, given_clipped_runs_and_an_offset_then_they_are_counted_per_channel) {
  auto left = sine(48000, 100, 0.9), right = left;
  for (const size_t at : {1000u, 5000u, 30000u})
    for (size_t i = 0; i < 3; ++i) left[at + i] = 1.0;
  right[7000] = right[7001] = -1.0;                      // two are no run
  for (size_t i = 9598; i < 9603; ++i) right[i] = -1.0;  // across a block's border
  const auto a = analyse({left, right}, 48000, 0, 0, 4800);
  EXPECT_EQ(4u, summary(a).clipped_runs);
  const auto offset = analyse({std::vector<double>(48000, 0.25), std::vector<double>(48000, -0.125)});
  EXPECT_NEAR(0.25, values(offset, NT_VALUES_DC)[0], 1e-12);
  EXPECT_NEAR(-0.125, values(offset, NT_VALUES_DC)[1], 1e-12);
  EXPECT_NEAR(0, values(offset, NT_VALUES_SWING)[0], 1e-12);
  for (double& x : left) x = 0.5 * x + 0.25;
  EXPECT_NEAR(0.5, values(analyse({left, right}), NT_VALUES_SWING)[0], 1e-3);
}

TEST(Analyser, given_bursts_in_a_room_then_its_reverberation_time_is_found_and_without_one_none) {
  for (const double rt60 : {0.5, 1.2}) {
    auto x = noise(48000 * 30, 0.2, 8);
    for (size_t i = 0; i < x.size(); ++i) {
      const double t = std::fmod(static_cast<double>(i) / 48000, 1.5);
      x[i] *= t < 0.2 ? 1.0 : std::pow(10, -3 * (t - 0.2) / rt60);
    }
    const auto a = analyse({x, x});
    EXPECT_NEAR(rt60, summary(a).rt60_s, 0.15 * rt60);
    const auto decay = values(a, NT_VALUES_DECAY);
    ASSERT_GT(decay.size(), 8u);
    EXPECT_NEAR(-60 / rt60 * 5 * summary(a).decay_step_s, decay[6] - decay[1], 3.0);
  }
  const auto steady = noise(48000 * 10, 0.2, 9);
  EXPECT_TRUE(std::isnan(summary(analyse({steady, steady})).rt60_s));
}

TEST(Analyser, given_notes_then_yin_finds_them_and_silence_and_noise_are_unvoiced) {
  std::vector<double> x;
  for (const double hz : {110.0, 220.0, 441.5, 880.0}) {
    for (size_t i = 0; i < 48000; ++i) {
      const double t = static_cast<double>(i) / 48000;
      x.push_back(0.3 * std::sin(2 * M_PI * hz * t) + 0.2 * std::sin(4 * M_PI * hz * t) +
                  0.1 * std::sin(6 * M_PI * hz * t));
    }
  }
  const auto hiss = noise(48000, 0.1, 4);
  x.insert(x.end(), hiss.begin(), hiss.end());
  x.resize(x.size() + 48000);
  const auto a = analyse({x, x}, 48000, NT_ANALYSE_F0);
  const auto hz = values(a, NT_VALUES_F0_HZ), sure = values(a, NT_VALUES_F0_CONFIDENCE);
  ASSERT_EQ(hz.size(), sure.size());
  ASSERT_NEAR(600, hz.size(), 8);
  const double expected[] = {110, 220, 441.5, 880};
  for (size_t note = 0; note < 4; ++note)
    for (size_t i = note * 100 + 10; i < note * 100 + 85; ++i) {
      EXPECT_NEAR(expected[note], hz[i], expected[note] * 0.005) << i;
      EXPECT_GT(sure[i], 0.9);
    }
  EXPECT_LT(std::count_if(hz.begin() + 405, hz.begin() + 490, [](double f) { return f > 0; }), 10);
  for (size_t i = 510; i < hz.size(); ++i) EXPECT_EQ(0, hz[i]);
  EXPECT_TRUE(values(analyse({x, x}), NT_VALUES_F0_HZ).empty());
}

TEST(Analyser, given_null_and_absurd_arguments_then_each_is_answered_with_a_status) {
  nt_analyser* a = nullptr;
  nt_analyser_options options{48000, 0, 2, 16, 0, 0};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_create(nullptr, &a));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_create(&options, nullptr));
  for (const double rate : {0.0, -1.0, 3999.0, 1e9, std::nan("")}) {
    options.sample_rate = rate;
    EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_create(&options, &a));
  }
  options = {48000, 0, 0, 16, 0, 0};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_create(&options, &a));
  options = {48000, 0, 2, 3, 0, 0};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_create(&options, &a));
  options = {48000, 0, 2, 16, 0xff, 0};
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_create(&options, &a));
  options = {48000, 0, 2, 16, 0, 0};
  ASSERT_EQ(NT_OK, nt_analyser_create(&options, &a));
  uint32_t count = 0;
  nt_analyser_summary s{};
  EXPECT_EQ(NT_BAD_STATE, nt_analyser_summarise(a, &s));
  EXPECT_EQ(NT_BAD_STATE, nt_analyser_values(a, 0, 0, nullptr, 0, &count));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_add(a, nullptr, 1));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_add(a, nullptr, NT_MAX_BLOCK_FRAMES + 1));
  std::vector<double> x(16, std::nan(""));
  const double* planes[] = {x.data(), x.data()};
  EXPECT_EQ(NT_NOT_FINITE, nt_analyser_add(a, planes, 16));
  EXPECT_EQ(NT_OK, nt_analyser_finish(a));
  EXPECT_EQ(NT_OK, nt_analyser_finish(a));
  EXPECT_EQ(NT_BAD_STATE, nt_analyser_add(a, planes, 16));
  EXPECT_EQ(NT_OK, nt_analyser_summarise(a, &s)) << "nothing heard is no failure";
  EXPECT_EQ(0, s.mean_square);
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_values(a, 99, 0, nullptr, 0, &count));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_values(a, NT_VALUES_MEL_LEVELS, 64, nullptr, 0, &count));
  EXPECT_EQ(NT_INVALID_ARGUMENT, nt_analyser_values(a, 0, 0, nullptr, 5, &count));
  nt_analyser_destroy(a);
  nt_analyser_destroy(nullptr);
}

}  // namespace
