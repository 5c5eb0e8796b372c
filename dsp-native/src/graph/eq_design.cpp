#include "graph/eq_design.hpp"

#include <string>

#include "abi/guard.hpp"
#include "graph/factory.hpp"
#include "graph/smooth_fit.hpp"
#include "rt/fused.hpp"
#include "rt/math.hpp"

namespace nt::graph {
namespace {

using math::pi;

constexpr double good_enough = 0.0046;  // of the power: 0.02 dB
constexpr double usable = 0.0092;       // 0.04 dB: no better form is looked for

/// A root sigma + j theta of the prototype in radians a frame (sigma <= 0, theta >= 0), or a pair of two.
struct Roots {
  int count = 0;  // 0, 1 or 2
  bool complex = false;
  double sigma[2] = {0, 0};
  double theta = 0;  // of a complex pair
};

/// Of c[0] s^2 + c[1] s + c[2], all coefficients >= 0, scaled by w0.
Roots roots_of(const std::array<double, 3>& c, double w0) {
  Roots r;
  if (c[0] == 0) {
    r.count = c[1] == 0 ? 0 : 1;
    if (r.count == 1) r.sigma[0] = -w0 * c[2] / c[1];
    return r;
  }
  r.count = 2;
  const double d = c[1] * c[1] - 4 * c[0] * c[2];
  if (d < 0) {
    r.complex = true;
    r.sigma[0] = r.sigma[1] = -w0 * c[1] / (2 * c[0]);
    r.theta = w0 * std::sqrt(-d) / (2 * c[0]);
  } else {
    const double q = 0.5 * (c[1] + std::sqrt(d));
    r.sigma[0] = -w0 * q / c[0];
    r.sigma[1] = q == 0 ? 0 : -w0 * c[2] / q;
  }
  return r;
}

/// The roots carried over by z = e^(sT): 1 + p[0] z^-1 + p[1] z^-2. The angle of a pair beyond Nyquist stops there, for
/// it would fold back into the band.
struct Carried {
  double p[2] = {0, 0};
  double radius[2] = {0, 0};
  double angle = 0;
};
Carried carry(const Roots& r) {
  Carried c;
  for (int i = 0; i < r.count; ++i) c.radius[i] = r.sigma[i] < -700 ? 0 : math::exp(r.sigma[i]);
  if (r.complex) {
    c.angle = std::fmin(r.theta, pi);
    c.p[0] = -2 * c.radius[0] * math::cos(c.angle);
    c.p[1] = c.radius[0] * c.radius[0];
  } else {
    c.p[0] = -(c.radius[0] + c.radius[1]);
    c.p[1] = c.radius[0] * c.radius[1];
  }
  return c;
}

/// |e^jw - r e^(j angle)|^2.
double digital_factor(double w, double radius, double angle) {
  const double s = math::sin(0.5 * (w - angle)), gap = 1 - radius;
  return gap * gap + 4 * radius * s * s;
}
/// |jw - (sigma + j theta)|^2.
double analogue_factor(double w, double sigma, double theta) { return sigma * sigma + (w - theta) * (w - theta); }

/// Digital over analogue squared magnitude of a polynomial's monic forms: smooth, as each zero of one is nearly
/// cancelled by the other's.
double ratio(const Roots& r, const Carried& c, double w) {
  const auto one = [&](double sigma, double theta, double radius, double angle) {
    const double analogue = analogue_factor(w, sigma, theta);
    return analogue < 1e-12 ? radius : digital_factor(w, radius, angle) / analogue;
  };
  if (r.count == 0) return 1;
  if (r.complex)
    return one(r.sigma[0], r.theta, c.radius[0], c.angle) * one(r.sigma[0], -r.theta, c.radius[0], -c.angle);
  double product = one(r.sigma[0], 0, c.radius[0], 0);
  if (r.count == 2) product *= one(r.sigma[1], 0, c.radius[1], 0);
  return product;
}

double leading(const std::array<double, 3>& c, double w0) {
  if (c[0] != 0) return c[0] / (w0 * w0);
  return c[1] != 0 ? c[1] / w0 : c[2];
}

void scale(Section& s, double gain) {
  s.b0 *= gain;
  s.b1 *= gain;
  s.b2 *= gain;
}

}  // namespace

Prototype prototype(const nt_eq_band& band) {
  const double root_a = math::db_to_amp(band.gain_db * 0.25), a = root_a * root_a, inverse_q = 1 / band.q;
  switch (band.type) {
    case NT_EQ_PEAKING:
      return {{1, a * inverse_q, 1}, {1, inverse_q / a, 1}};
    case NT_EQ_LOW_SHELF:
      return {{a, a * root_a * inverse_q, a * a}, {a, root_a * inverse_q, 1}};
    case NT_EQ_HIGH_SHELF:
      return {{a * a, a * root_a * inverse_q, a}, {1, root_a * inverse_q, a}};
    case NT_EQ_LOW_PASS:
      return {{0, 0, 1}, {1, inverse_q, 1}};
    case NT_EQ_HIGH_PASS:
      return {{1, 0, 0}, {1, inverse_q, 1}};
    case NT_EQ_BAND_PASS:
      return {{0, inverse_q, 0}, {1, inverse_q, 1}};
    case NT_EQ_NOTCH:
      return {{1, 0, 1}, {1, inverse_q, 1}};
    default:
      return {{1, -inverse_q, 1}, {1, inverse_q, 1}};
  }
}

Section design_bilinear(const nt_eq_band& band, double sample_rate) {
  // s -> (1 - z^-1) / (1 + z^-1) / tan(w0/2), multiplied through with 2 sin(w0/2)^2 so that no tangent is needed.
  const double w0 = 2 * pi * band.f_hz / sample_rate, half = math::sin(0.5 * w0);
  const double low = 2 * half * half, high = 2 - low, middle = math::sin(w0);  // 1 - cos, 1 + cos, sin
  const Prototype h = prototype(band);
  const auto carried = [&](const std::array<double, 3>& c) {
    return std::array<double, 3>{c[0] * high + c[1] * middle + c[2] * low, 2 * (c[2] * low - c[0] * high),
                                 c[0] * high - c[1] * middle + c[2] * low};
  };
  const auto top = carried(h.numerator), bottom = carried(h.denominator);
  return {top[0] / bottom[0], top[1] / bottom[0], top[2] / bottom[0], bottom[1] / bottom[0], bottom[2] / bottom[0]};
}

BandDesign design_band(const nt_eq_band& band, double sample_rate) {
  const double w0 = 2 * pi * band.f_hz / sample_rate;
  if (band.type == NT_EQ_ALL_PASS) return {{design_bilinear(band, sample_rate), {}}, 1};
  const Prototype h = prototype(band);
  const Roots zeros = roots_of(h.numerator, w0), poles = roots_of(h.denominator, w0);
  const Carried z = carry(zeros), p = carry(poles);
  BandDesign d;
  d.sections[0] = {1, z.p[0], z.p[1], p.p[0], p.p[1]};
  const double k = leading(h.numerator, w0) / leading(h.denominator, w0);
  const double gain = k * k;
  const auto target = [&](double w) { return gain * ratio(poles, p, w) / ratio(zeros, z, w); };

  struct Form {
    int over, under;
    double weight_above_edge;
  };
  static constexpr Form forms[] = {{2, 2, 0.003}, {2, 2, 0.0003}, {2, 2, 0.03},
                                   {2, 1, 0.003}, {1, 2, 0.003},  {1, 1, 0.003}};
  const SmoothTarget smooth(target);
  SmoothFit best = smooth.constant();
  if (best.error > good_enough) {
    for (const auto& form : forms) {
      const SmoothFit fit = smooth.rational(form.over, form.under, form.weight_above_edge);
      if (fit.error < best.error) best = fit;
      if (best.error <= usable) break;
    }
  }
  if (best.is_constant) {
    scale(d.sections[0], best.section.b0);
  } else {
    d.count = 2;
    d.sections[1] = best.section;
  }
  return d;
}

void check_bands(const nt_eq_params& params) {
  if (params.band_count > NT_EQ_MAX_BANDS)
    throw Error(NT_INVALID_ARGUMENT, "band_count = " + std::to_string(params.band_count) + " is out of range 0..32");
  if (params.design != NT_EQ_MATCHED && params.design != NT_EQ_BILINEAR)
    throw Error(NT_INVALID_ARGUMENT, "design = " + std::to_string(params.design) + " is not an nt_eq_design");
  for (uint32_t i = 0; i < params.band_count; ++i) {
    const nt_eq_band& b = params.bands[i];
    const std::string where = "bands[" + std::to_string(i) + "].";
    if (b.type < NT_EQ_PEAKING || b.type > NT_EQ_ALL_PASS)
      throw Error(NT_INVALID_ARGUMENT, where + "type = " + std::to_string(b.type) + " is not an nt_eq_type");
    const bool shelf = b.type == NT_EQ_LOW_SHELF || b.type == NT_EQ_HIGH_SHELF;
    require_range((where + "f_hz").c_str(), b.f_hz, 5, 0.49 * NT_MAX_SAMPLE_RATE);
    require_range((where + "q").c_str(), b.q, 0.05, shelf ? 2 : 40);
    if (shelf || b.type == NT_EQ_PEAKING) require_range((where + "gain_db").c_str(), b.gain_db, -24, 24);
  }
}

std::vector<Section> design_bands(const nt_eq_params& params, double sample_rate) {
  std::vector<Section> sections;
  sections.reserve(2 * params.band_count);
  for (uint32_t i = 0; i < params.band_count; ++i) {
    const std::string name = "bands[" + std::to_string(i) + "].f_hz";
    require_range(name.c_str(), params.bands[i].f_hz, 5, 0.49 * sample_rate);
    if (params.design == NT_EQ_BILINEAR) {
      sections.push_back(design_bilinear(params.bands[i], sample_rate));
      continue;
    }
    const BandDesign d = design_band(params.bands[i], sample_rate);
    sections.insert(sections.end(), d.sections.begin(), d.sections.begin() + d.count);
  }
  return sections;
}

double power_response(const Section& s, double w) {
  const double half = math::sin(0.5 * w), sine = math::sin(w);
  const double top = half * half, bottom = 1 - top, middle = sine * sine;
  const auto power = [&](double c0, double c1, double c2) {
    const double dc = c0 + c1 + c2, nyquist = c0 - c1 + c2;
    return nt::fused(dc * dc, bottom, nt::fused(nyquist * nyquist, top, -4 * c0 * c2 * middle));
  };
  return power(s.b0, s.b1, s.b2) / power(1, s.a1, s.a2);
}

}  // namespace nt::graph
