#include <cmath>
#include <vector>

#include "graph/eq_design.hpp"
#include "graph/factory.hpp"
#include "graph/filter.hpp"
#include "graph/loudness_contour.hpp"
#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

/// Bands of fixed places whose gains follow the curve: two shelves carry the low end, bells correct.
constexpr nt_eq_band places[] = {
    {NT_EQ_LOW_SHELF, 0, 30, 0.6, 0},  {NT_EQ_LOW_SHELF, 0, 120, 0.5, 0}, {NT_EQ_PEAKING, 0, 31, 1.6, 0},
    {NT_EQ_PEAKING, 0, 63, 1.6, 0},    {NT_EQ_PEAKING, 0, 250, 1.6, 0},   {NT_EQ_PEAKING, 0, 500, 1.6, 0},
    {NT_EQ_PEAKING, 0, 1000, 1.6, 0},  {NT_EQ_PEAKING, 0, 1500, 1.6, 0},  {NT_EQ_PEAKING, 0, 2200, 1.6, 0},
    {NT_EQ_PEAKING, 0, 3200, 1.6, 0},  {NT_EQ_PEAKING, 0, 4800, 1.6, 0},  {NT_EQ_PEAKING, 0, 7000, 1.6, 0},
    {NT_EQ_PEAKING, 0, 10000, 1.6, 0}, {NT_EQ_PEAKING, 0, 14000, 1.2, 0}, {NT_EQ_HIGH_SHELF, 0, 13000, 0.9, 0},
};
constexpr double highest_share = 0.45;  // of the rate: up to there sections are true to their prototypes

struct Aim {
  double f_hz, db, weight;
};

/// Gain in dB of the prototype at a frequency.
double response_db(const nt_eq_band& band, double f_hz) {
  const Prototype h = prototype(band);
  const double w = f_hz / band.f_hz, square = w * w;
  const auto power = [&](const std::array<double, 3>& c) {
    const double re = c[2] - c[0] * square, im = c[1] * w;
    return re * re + im * im;
  };
  return 0.5 * math::amp_to_db(power(h.numerator) / power(h.denominator));
}

/// Solves the symmetric positive matrix [n][n] for right in place (Cholesky).
void solve(std::vector<double>& matrix, std::vector<double>& right) {
  const size_t n = right.size();
  const auto m = [&](size_t i, size_t j) -> double& { return matrix[i * n + j]; };
  for (size_t j = 0; j < n; ++j) {
    for (size_t k = 0; k < j; ++k)
      for (size_t i = j; i < n; ++i) m(i, j) = nt::fused(-m(i, k), m(j, k), m(i, j));
    const double root = std::sqrt(m(j, j));
    for (size_t i = j; i < n; ++i) m(i, j) /= root;
  }
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < i; ++k) right[i] = nt::fused(-m(i, k), right[k], right[i]);
    right[i] /= m(i, i);
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; ++k) right[i] = nt::fused(-m(k, i), right[k], right[i]);
    right[i] /= m(i, i);
  }
}

std::vector<Aim> aims_of(const LoudnessCurve& curve, double highest_hz) {
  std::vector<Aim> aims;
  const auto add = [&](double f_hz, double weight) {
    if (f_hz <= highest_hz) aims.push_back({f_hz, curve.at(f_hz), weight});
  };
  for (size_t i = 0; i < contour_points; ++i) {
    add(contour_hz[i], 1);
    if (i > 0) add(std::sqrt(contour_hz[i - 1] * contour_hz[i]), 1);
  }
  // Outside of the standard nothing is known: these keep the ends from running away.
  for (const double f_hz : {14.0, 16000.0, 20000.0}) add(f_hz, 0.1);
  return aims;
}

/// The gains of the bands and one of the whole, by Gauss-Newton steps on the response in dB with a slight pull towards
/// 0: always the same number of operations.
std::vector<Section> design_equal_loudness(const nt_equal_loudness_params& params, double sample_rate) {
  constexpr int steps = 8;
  constexpr double pull = 1e-3, difference_db = 0.5;
  const double highest_hz = highest_share * sample_rate;
  const auto aims = aims_of(LoudnessCurve(params), highest_hz);
  std::vector<nt_eq_band> bands;
  for (const auto& place : places)
    if (place.f_hz <= highest_hz) bands.push_back(place);
  const size_t n = bands.size() + 1;
  double whole_db = 0;
  for (int step = 0; step < steps; ++step) {
    std::vector<double> matrix(n * n, 0.0), right(n, 0.0), row(n);
    for (const Aim& aim : aims) {
      double missing = aim.db - whole_db;
      for (size_t b = 0; b + 1 < n; ++b) {
        nt_eq_band more = bands[b], less = bands[b];
        more.gain_db += difference_db;
        less.gain_db -= difference_db;
        row[b] = aim.weight * (response_db(more, aim.f_hz) - response_db(less, aim.f_hz)) / (2 * difference_db);
        missing -= response_db(bands[b], aim.f_hz);
      }
      row[n - 1] = aim.weight;
      for (size_t i = 0; i < n; ++i) {
        right[i] = nt::fused(row[i] * aim.weight, missing, right[i]);
        for (size_t j = 0; j < n; ++j) matrix[i * n + j] = nt::fused(row[i], row[j], matrix[i * n + j]);
      }
    }
    for (size_t i = 0; i < n; ++i) {
      matrix[i * n + i] += pull;
      right[i] = nt::fused(-pull, i + 1 < n ? bands[i].gain_db : whole_db, right[i]);
    }
    solve(matrix, right);
    for (size_t b = 0; b + 1 < n; ++b) bands[b].gain_db += right[b];
    whole_db += right[n - 1];
  }
  std::vector<Section> sections;
  for (const auto& band : bands) {
    const BandDesign design = design_band(band, sample_rate);
    sections.insert(sections.end(), design.sections.begin(), design.sections.begin() + design.count);
  }
  sections.push_back({math::db_to_amp(whole_db), 0, 0, 0, 0});
  return sections;
}

}  // namespace

std::unique_ptr<Processor> make_equal_loudness(const nt_equal_loudness_params& params) {
  check_equal_loudness_params(params);
  return make_filter([params](double sample_rate) {
    // At the level it was made for, or with nothing of the curve, it passes.
    const bool flat = params.volume_db == 0 || params.amount == 0;
    return flat ? std::vector<Section>{} : design_equal_loudness(params, sample_rate);
  });
}

}  // namespace nt::graph
