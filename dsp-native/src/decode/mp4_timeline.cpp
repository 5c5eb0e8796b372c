#include "decode/mp4_timeline.hpp"

#include <algorithm>
#include <cstring>

namespace nt::decode {
namespace {

constexpr int max_boxes = 4096;
constexpr int max_edits = 1024;

uint64_t big(const uint8_t* p, int count) {
  uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | p[i];
  return value;
}

struct Box {
  char type[4];
  int64_t begin;  // of its content
  int64_t end;
};

class Reader {
 public:
  explicit Reader(const Source& source) : source_(source) {}

  /// Calls visit for each box in begin..end, of the last one what is there; bounded over the whole file.
  template <class Visit>
  void each(int64_t begin, int64_t end, Visit&& visit) {
    while (begin + 8 <= end && --boxes_left_ >= 0) {
      uint8_t head[16];
      const size_t got = source_.peek(begin, head, sizeof head);
      if (got < 8) return;
      auto size = static_cast<int64_t>(big(head, 4));
      int64_t header = 8;
      if (size == 1) {
        if (got < 16) return;
        size = static_cast<int64_t>(big(head + 8, 8));
        header = 16;
      } else if (size == 0) {
        size = end - begin;
      }
      if (size < header) return;
      size = std::min(size, end - begin);
      Box box{{}, begin + header, begin + size};
      std::memcpy(box.type, head + 4, 4);
      visit(box);
      begin += size;
    }
  }

  [[nodiscard]] size_t bytes(const Box& box, uint8_t* to, size_t count, int64_t offset = 0) const {
    return source_.peek(
        box.begin + offset, to,
        static_cast<size_t>(std::clamp<int64_t>(box.end - box.begin - offset, 0, static_cast<int64_t>(count))));
  }

 private:
  const Source& source_;
  int boxes_left_ = max_boxes;
};

bool is(const Box& box, const char* type) { return std::memcmp(box.type, type, 4) == 0; }

/// mvhd and mdhd: time scale and duration behind two times of 4 or 8 bytes.
void read_scale(const Reader& reader, const Box& box, int64_t& scale, int64_t& duration) {
  uint8_t b[32] = {};
  if (reader.bytes(box, b, sizeof b) < 20) return;
  const bool wide = b[0] == 1;
  scale = static_cast<int64_t>(big(b + (wide ? 20 : 12), 4));
  const uint64_t stated = wide ? big(b + 24, 8) : big(b + 16, 4);
  duration = stated > INT64_MAX || (!wide && stated == UINT32_MAX) ? 0 : static_cast<int64_t>(stated);
}

void read_edits(const Reader& reader, const Box& box, Mp4Track& track) {
  uint8_t head[8];
  if (reader.bytes(box, head, sizeof head) < 8) return;
  const bool wide = head[0] == 1;
  const size_t entry_bytes = wide ? 20 : 12;
  const auto count = std::min<uint64_t>(big(head + 4, 4), max_edits);
  for (uint64_t i = 0; i < count; ++i) {
    uint8_t e[20];
    if (reader.bytes(box, e, entry_bytes, static_cast<int64_t>(8 + i * entry_bytes)) < entry_bytes) return;
    const auto duration = static_cast<int64_t>(big(e, wide ? 8 : 4));
    const auto start =
        wide ? static_cast<int64_t>(big(e + 8, 8)) : static_cast<int64_t>(static_cast<int32_t>(big(e + 4, 4)));
    if (start < 0) continue;  // an empty edit: silence before the music begins
    if (++track.edits > 1) continue;
    track.edit_start = start;
    track.edit_duration = std::max<int64_t>(duration, 0);
  }
}

}  // namespace

std::optional<Mp4Track> read_mp4_track(const Source& source, uint32_t track_id) {
  Reader reader(source);
  std::optional<Mp4Track> found;
  int64_t movie_scale = 0;
  int64_t movie_duration = 0;
  reader.each(0, source.size() >= 0 ? source.size() : INT64_MAX, [&](const Box& top) {
    if (!is(top, "moov")) return;
    reader.each(top.begin, top.end, [&](const Box& in_movie) {
      if (is(in_movie, "mvhd")) read_scale(reader, in_movie, movie_scale, movie_duration);
      if (!is(in_movie, "trak")) return;
      Mp4Track track;
      uint32_t id = 0;
      reader.each(in_movie.begin, in_movie.end, [&](const Box& in_track) {
        uint8_t b[24] = {};
        if (is(in_track, "tkhd") && reader.bytes(in_track, b, sizeof b) >= 24)
          id = static_cast<uint32_t>(big(b + (b[0] == 1 ? 20 : 12), 4));
        if (is(in_track, "edts") || is(in_track, "mdia"))
          reader.each(in_track.begin, in_track.end, [&](const Box& box) {
            if (is(box, "elst")) read_edits(reader, box, track);
            if (is(box, "mdhd")) read_scale(reader, box, track.media_scale, track.media_duration);
          });
      });
      if (id == track_id && !found) found = track;
    });
  });
  if (!found || movie_scale <= 0 || found->media_scale <= 0) return {};
  found->movie_scale = movie_scale;
  return found;
}

}  // namespace nt::decode
