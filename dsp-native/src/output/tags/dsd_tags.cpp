#include "output/tags/dsd_tags.hpp"

#include <taglib/id3v2framefactory.h>
#include <taglib/id3v2header.h>
#include <taglib/id3v2tag.h>
#include <taglib/mpegfile.h>
#include <taglib/tbytevectorstream.h>

#include <algorithm>

#include "abi/guard.hpp"

namespace nt::output {
namespace {

using TagLib::ByteVector;
using TagLib::IOStream;

constexpr long dsf_head = 28, dsf_size = 12, dsf_pointer = 20;
constexpr long form_head = 16, form_size = 4, chunk_head = 12;
constexpr long most_tag = 1L << 26;

ByteVector bytes_at(CheckedStream& stream, long at, long count) {
  stream.seek(at, IOStream::Beginning);
  ByteVector read = stream.readBlock(static_cast<unsigned long>(count));
  if (static_cast<long>(read.size()) < count) throw Error(NT_MALFORMED, "the file ends within its tags or its header");
  return read;
}

void put(CheckedStream& stream, long at, const ByteVector& bytes) {
  stream.seek(at, IOStream::Beginning);
  stream.writeBlock(bytes);
}

/// The tag with the edit in it, of the version that it had.
ByteVector edited(const ByteVector& old, const std::function<void(TagLib::ID3v2::Tag&)>& edit) {
  ByteVector copy = old;
  TagLib::ByteVectorStream held(copy);
  TagLib::MPEG::File file(&held, TagLib::ID3v2::FrameFactory::instance(), false);
  const bool had = file.hasID3v2Tag();
  if (!old.isEmpty() && !had) throw Error(NT_MALFORMED, "the file is damaged: what it names as its tag is none");
  TagLib::ID3v2::Tag* tag = file.ID3v2Tag(true);
  const auto version = had && tag->header()->majorVersion() == 3 ? TagLib::ID3v2::v3 : TagLib::ID3v2::v4;
  edit(*tag);
  return tag->isEmpty() ? ByteVector() : tag->render(version);
}

void edit_dsf(CheckedStream& stream, const std::function<void(TagLib::ID3v2::Tag&)>& edit) {
  const ByteVector head = bytes_at(stream, 0, dsf_head);
  const long end = stream.length();
  const auto size = static_cast<long>(head.toLongLong(dsf_size, false));
  const auto pointer = static_cast<long>(head.toLongLong(dsf_pointer, false));
  if (size < dsf_head || size > end)
    throw Error(NT_MALFORMED, "the file is cut short: it ends before the length it states");
  if (pointer != 0 && (pointer < dsf_head || pointer >= size || size - pointer > most_tag))
    throw Error(NT_MALFORMED, "the file is damaged: its header names a place for the tag where none can be");
  const long at = pointer == 0 ? size : pointer;
  const ByteVector tag = edited(pointer == 0 ? ByteVector() : bytes_at(stream, at, size - at), edit);
  stream.truncate(at);
  put(stream, at, tag);
  put(stream, dsf_size, ByteVector::fromLongLong(at + tag.size(), false));
  put(stream, dsf_pointer, ByteVector::fromLongLong(tag.isEmpty() ? 0 : at, false));
}

void edit_dsdiff(CheckedStream& stream, const std::function<void(TagLib::ID3v2::Tag&)>& edit) {
  const ByteVector head = bytes_at(stream, 0, form_head);
  const auto form = static_cast<long>(head.toLongLong(form_size, true));
  const long whole = stream.length();
  if (form < form_head - chunk_head || form > whole - chunk_head)
    throw Error(NT_MALFORMED, "the file is cut short: it ends before the length it states");
  // Tags of ID3 stand behind the form in some files: all of the file is searched.
  ByteVector old;
  long end = chunk_head + form;
  for (long at = form_head; at + chunk_head <= stream.length();) {
    const ByteVector chunk = bytes_at(stream, at, chunk_head);
    const auto size = static_cast<long>(chunk.toLongLong(form_size, true));
    const long length = stream.length();
    if (size < 0 || size > length - at - chunk_head)
      throw Error(NT_MALFORMED, "the file is damaged: one of its chunks is longer than the file");
    const long next = std::min(length, at + chunk_head + size + size % 2);
    if (!chunk.startsWith("ID3 ")) {
      at = next;
      continue;
    }
    if (size > most_tag) throw Error(NT_LIMIT, "its tag is longer than 64 MB");
    if (old.isEmpty()) old = bytes_at(stream, at + chunk_head, size);
    stream.removeBlock(static_cast<unsigned long>(at), static_cast<unsigned long>(next - at));
    if (at < end) end -= next - at;
  }
  const ByteVector tag = edited(old, edit);
  end += end % 2;
  if (!tag.isEmpty()) {
    ByteVector chunk("ID3 ", 4);
    chunk.append(ByteVector::fromLongLong(tag.size(), true));
    chunk.append(tag);
    if (tag.size() % 2 != 0) chunk.append(ByteVector(1U, '\0'));
    stream.insert(chunk, static_cast<unsigned long>(end), 0);
    end += static_cast<long>(chunk.size());
  }
  put(stream, form_size, ByteVector::fromLongLong(end - chunk_head, true));
}

}  // namespace

bool edit_dsd_tag(CheckedStream& stream, const std::function<void(TagLib::ID3v2::Tag&)>& edit) {
  stream.seek(0, IOStream::Beginning);
  const ByteVector head = stream.readBlock(form_head);
  stream.seek(0, IOStream::Beginning);
  if (head.startsWith("DSD "))
    edit_dsf(stream, edit);
  else if (head.startsWith("FRM8") && head.mid(chunk_head, 4) == "DSD ")
    edit_dsdiff(stream, edit);
  else
    return false;
  return true;
}

}  // namespace nt::output
