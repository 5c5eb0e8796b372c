#include "graph/filter.hpp"

#include <utility>

#include "graph/cascade.hpp"
#include "graph/eq_design.hpp"

namespace nt::graph {
namespace {

class Filter final : public Processor {
 public:
  explicit Filter(SectionsAt sections) : sections_(std::move(sections)) {}

  void activate(double sample_rate, uint32_t channels, uint32_t) override {
    const auto sections = sections_(sample_rate);
    tail_ = cascade_tail(sections);
    cascade_.set(sections, channels);
  }
  void process(const double* const* in, double* const* out, uint32_t frames) noexcept override {
    cascade_.process(in, out, frames);
  }
  void reset() noexcept override { cascade_.reset(); }
  [[nodiscard]] uint64_t tail() const noexcept override { return tail_; }
  void save(StateWriter& writer) const override { cascade_.save(writer); }
  void load(StateReader& reader) override { cascade_.load(reader); }

 private:
  SectionsAt sections_;
  Cascade cascade_;
  uint64_t tail_ = 0;
};

}  // namespace

std::unique_ptr<Processor> make_filter(SectionsAt sections) { return std::make_unique<Filter>(std::move(sections)); }

}  // namespace nt::graph
