#include "decode/ogg/chain.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "decode/ogg/links.hpp"

namespace nt::decode::ogg {
namespace {

/// Links one behind the other. Rate and channels are those of the first; one that has others ends in NT_UNSUPPORTED.
class Joined : public Stream {
 public:
  nt_status read(double* const* planes, uint32_t capacity, uint32_t& got) override {
    got = 0;
    if (pending_) {
      const Error error = *pending_;
      pending_.reset();
      throw error;
    }
    try {
      while (got < capacity) {
        std::array<double*, NT_MAX_CHANNELS> rest{};
        for (uint32_t c = 0; c < info_.channels; ++c) rest[c] = planes[c] + got;
        uint32_t some = 0;
        const auto status = current_->read(rest.data(), capacity - got, some);
        got += some;
        position_ += some;
        if (status == NT_OK) continue;
        if (status != NT_END) return got > 0 ? NT_OK : status;  // it answers so again
        if (!follow()) break;
        check_format();
      }
    } catch (const Error& error) {
      if (got == 0) throw;
      pending_ = error;  // what was read before it is delivered first
    }
    return got == 0 ? NT_END : NT_OK;
  }

  [[nodiscard]] const nt_media_info& info() const override { return info_; }
  [[nodiscard]] const Tags& tags() const override { return current_->tags(); }
  [[nodiscard]] int64_t damaged() const override { return damaged_ + current_->damaged(); }
  [[nodiscard]] uint32_t part() const override { return part_; }

 protected:
  /// The next link that can be opened takes the place of this one; false: there is none.
  virtual bool follow() = 0;

  void take(std::unique_ptr<Stream> link, uint32_t part) {
    if (current_ != nullptr) damaged_ += current_->damaged();
    current_ = std::move(link);
    part_ = part;
    info_.tag_count = current_->info().tag_count;
    info_.tags_left_out = current_->info().tags_left_out;
  }

  void check_format() const {
    const auto& now = current_->info();
    if (now.sample_rate == info_.sample_rate && now.channels == info_.channels) return;
    throw Error(NT_UNSUPPORTED, "the stream changes from " + format(info_) + " to " + format(now) + " at frame " +
                                    std::to_string(position_));
  }

  nt_media_info info_{};
  std::unique_ptr<Stream> current_;
  std::optional<Error> pending_;
  int64_t position_ = 0;  // of the next frame
  int64_t damaged_ = 0;   // of links before the current one
  uint32_t part_ = 0;

 private:
  static std::string format(const nt_media_info& info) {
    return std::to_string(static_cast<int64_t>(info.sample_rate)) + " Hz, " + std::to_string(info.channels) +
           (info.channels == 1 ? " channel" : " channels");
  }
};

class SoughtChain final : public Joined {
 public:
  SoughtChain(std::unique_ptr<Bytes> bytes, const std::vector<int64_t>& begins, std::string name,
              const nt_decode_options& options)
      : bytes_(std::move(bytes)), name_(std::move(name)), options_(options) {
    for (size_t i = 0; i < begins.size(); ++i)
      links_.push_back({*bytes_, begins[i], (i + 1 < begins.size() ? begins[i + 1] : bytes_->size()) - begins[i]});
    std::optional<Error> first_failure;
    int64_t length = 0;
    bool is_one_format = true;
    for (auto& link : links_) {
      try {
        const auto stream = open(link);
        link.length = stream->info().length;
        if (info_.channels == 0) info_ = stream->info();
        is_one_format &= stream->info().channels == info_.channels && stream->info().sample_rate == info_.sample_rate;
      } catch (const Error& error) {
        if (error.status() == NT_IO) throw;
        if (!first_failure) first_failure = error;
        ++damaged_;  // a link that nothing decodes is left out
        link.length = 0;
      }
      // What follows another format is not reached.
      if (is_one_format) length = length < 0 || link.length < 0 ? -1 : length + link.length;
    }
    if (info_.channels == 0) throw *first_failure;
    info_.length = length;
    if (length >= 0) info_.estimate = length;
    begin(0);
  }

  void seek(int64_t frame) override {
    pending_.reset();
    int64_t begins = 0;
    size_t index = 0;
    for (; index + 1 < links_.size(); ++index) {
      if (links_[index].length < 0) links_[index].length = count(links_[index]);
      if (frame < begins + links_[index].length) break;
      begins += links_[index].length;
    }
    if (index != part_) begin(index);
    position_ = frame;
    current_->seek(frame - begins);
  }

 protected:
  bool follow() override {
    for (auto next = size_t{part_} + 1; next < links_.size(); ++next) {
      if (links_[next].length == 0) continue;
      begin(next);
      return true;
    }
    return false;
  }

 private:
  struct Link {
    Bytes& whole;
    int64_t begins;
    int64_t size;
    int64_t length = 0;
  };

  std::unique_ptr<Stream> open(Link& link) {
    nt_byte_source window{&link, &SoughtChain::read_link, link.size, 1, 0};
    return std::make_unique<Decoder>(Origin(window, name_), options_);
  }

  /// The first of these links that has a sound in it.
  void begin(size_t index) {
    while (index + 1 < links_.size() && links_[index].length == 0) ++index;
    take(open(links_[index]), static_cast<uint32_t>(index));
  }

  int64_t count(Link& link) {
    const auto stream = open(link);
    std::vector<double> bin(size_t{4096});
    std::array<double*, NT_MAX_CHANNELS> planes{};
    planes.fill(bin.data());
    int64_t length = 0;
    for (uint32_t got = 0; stream->read(planes.data(), 4096, got) == NT_OK;) length += got;
    return length;
  }

  static int64_t read_link(void* context, int64_t offset, uint8_t* to, size_t count) {
    const auto& link = *static_cast<Link*>(context);
    if (offset >= link.size) return 0;
    return link.whole.read(link.begins + offset, to,
                           static_cast<size_t>(std::min<int64_t>(static_cast<int64_t>(count), link.size - offset)));
  }

  std::unique_ptr<Bytes> bytes_;
  std::vector<Link> links_;
  std::string name_;
  nt_decode_options options_;
};

class PassingChain final : public Joined {
 public:
  PassingChain(const Origin& origin, const nt_decode_options& options)
      : links_(*origin.bytes), name_(origin.path), options_(options) {
    take(open(), 0);
    info_ = current_->info();
  }

  void seek(int64_t frame) override {
    if (part_ != 0) throw Error(NT_UNSUPPORTED, "what was read of a chain that only goes forwards is gone");
    current_->seek(frame);
    position_ = frame;
  }

 protected:
  bool follow() override {
    while (links_.go_on()) {
      try {
        take(open(), part_ + 1);
        return true;
      } catch (const Error& error) {
        if (error.status() == NT_IO) throw;
        ++damaged_;
        std::array<uint8_t, 4096> rest;
        const auto bytes = links_.bytes();
        while (bytes.read(bytes.context, 0, rest.data(), rest.size()) > 0) {
        }
      }
    }
    return false;
  }

 private:
  std::unique_ptr<Stream> open() {
    const auto bytes = links_.bytes();
    return std::make_unique<Decoder>(Origin(bytes, name_), options_);
  }

  PassingLinks links_;
  std::string name_;
  nt_decode_options options_;
};

}  // namespace

std::unique_ptr<Stream> open_chain(const Origin& origin, const nt_decode_options& options) {
  auto bytes = origin.bytes != nullptr ? make_arriving(*origin.bytes) : open_file(origin.path);
  const auto begins = find_links(*bytes);
  if (bytes->error() != 0) throw Error(NT_IO, std::strerror(bytes->error()));
  if (begins.size() == 1) return nullptr;
  return std::make_unique<SoughtChain>(std::move(bytes), begins, origin.path, options);
}

std::unique_ptr<Stream> open_passing(const Origin& origin, const nt_decode_options& options) {
  return std::make_unique<PassingChain>(origin, options);
}

}  // namespace nt::decode::ogg
