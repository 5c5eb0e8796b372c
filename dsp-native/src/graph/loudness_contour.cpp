#include "graph/loudness_contour.hpp"

#include <algorithm>

#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "rt/math.hpp"

namespace nt::graph {

const std::array<double, contour_points> contour_hz = {20,   25,   31.5, 40,   50,   63,   80,   100,   125,  160,
                                                       200,  250,  315,  400,  500,  630,  800,  1000,  1250, 1600,
                                                       2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500};

namespace {

constexpr size_t at_1_khz = 17;
constexpr double lowest_phon = 20;

// Table 1 of the standard: exponent of loudness perception, magnitude of the linear transfer function normalised at
// 1 kHz, threshold of hearing.
constexpr double exponent[contour_points] = {0.532, 0.506, 0.480, 0.455, 0.432, 0.409, 0.387, 0.367, 0.349, 0.330,
                                             0.315, 0.301, 0.288, 0.276, 0.267, 0.259, 0.253, 0.250, 0.246, 0.244,
                                             0.243, 0.243, 0.243, 0.242, 0.242, 0.245, 0.254, 0.271, 0.301};
constexpr double transfer_db[contour_points] = {-31.6, -27.2, -23.0, -19.1, -15.9, -13.0, -10.3, -8.1,  -6.2, -4.5,
                                                -3.1,  -2.0,  -1.1,  -0.4,  0.0,   0.3,   0.5,   0.0,   -2.7, -4.1,
                                                -1.0,  1.7,   2.5,   1.2,   -2.1,  -7.1,  -11.2, -10.7, -3.1};
constexpr double threshold_db[contour_points] = {78.5, 68.7, 59.5, 51.1, 44.0, 37.5, 31.5, 26.5, 22.1, 17.9,
                                                 14.4, 11.4, 8.6,  6.2,  4.4,  3.0,  2.2,  2.4,  3.5,  1.7,
                                                 -1.3, -4.2, -6.0, -5.4, -1.5, 6.0,  12.6, 13.9, 12.3};

double power_of_ten(double x) { return math::exp2(x * 3.3219280948873623); }

}  // namespace

double contour_db(size_t point, double phon) {
  const double a = exponent[point], level = threshold_db[point] + transfer_db[point];
  const double heard = power_of_ten(a * (0.1 * level - 9 - 0.39794000867203766));  // (0.4 * 10^(level/10 - 9))^a
  const double sum = 4.47e-3 * (power_of_ten(0.025 * phon) - 1.15) + heard;
  return 10 / a * math::log10(sum) - transfer_db[point] + 94;
}

LoudnessCurve::LoudnessCurve(const nt_equal_loudness_params& params) {
  const double made_for = params.reference_phon, heard_at = std::max(made_for + params.volume_db, lowest_phon);
  const auto change = [&](size_t i) { return contour_db(i, heard_at) - contour_db(i, made_for); };
  for (size_t i = 0; i < contour_points; ++i) db_[i] = params.amount * (change(i) - change(at_1_khz));
}

double LoudnessCurve::at(double f_hz) const {
  if (f_hz <= contour_hz.front()) return db_.front();
  for (size_t i = 1; i < contour_points; ++i) {
    if (f_hz > contour_hz[i]) continue;
    const double share = math::log2(f_hz / contour_hz[i - 1]) / math::log2(contour_hz[i] / contour_hz[i - 1]);
    return db_[i - 1] + share * (db_[i] - db_[i - 1]);
  }
  return db_.back();
}

void check_equal_loudness_params(const nt_equal_loudness_params& params) {
  require_range("reference_phon", params.reference_phon, 40, 90);
  require_range("volume_db", params.volume_db, -70, 0);
  require_range("amount", params.amount, 0, 1);
}

}  // namespace nt::graph

nt_status nt_equal_loudness_db(const nt_equal_loudness_params* params, const double* f_hz, double* db, uint32_t count) {
  using namespace nt;
  if (params == nullptr || (count != 0 && (f_hz == nullptr || db == nullptr)))
    return fail_static(NT_INVALID_ARGUMENT, "a pointer is null");
  return guard([&] {
    graph::check_equal_loudness_params(*params);
    const graph::LoudnessCurve curve(*params);
    for (uint32_t i = 0; i < count; ++i) {
      graph::require_range("f_hz", f_hz[i], 1e-3, NT_MAX_SAMPLE_RATE);
      db[i] = curve.at(f_hz[i]);
    }
    return NT_OK;
  });
}
