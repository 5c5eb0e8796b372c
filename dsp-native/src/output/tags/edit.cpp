#include <taglib/aifffile.h>
#include <taglib/apefile.h>
#include <taglib/apetag.h>
#include <taglib/fileref.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2header.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mp4tag.h>
#include <taglib/mpcfile.h>
#include <taglib/mpegfile.h>
#include <taglib/oggflacfile.h>
#include <taglib/opusfile.h>
#include <taglib/rifffile.h>
#include <taglib/speexfile.h>
#include <taglib/textidentificationframe.h>
#include <taglib/trueaudiofile.h>
#include <taglib/vorbisfile.h>
#include <taglib/wavfile.h>
#include <taglib/wavpackfile.h>
#include <taglib/xiphcomment.h>

#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "abi/guard.hpp"
#include "ntdsp/tags.h"
#include "output/tags/checked_stream.hpp"
#include "output/tags/dsd_tags.hpp"

namespace nt::output {
namespace {

using TagLib::String;

constexpr size_t most_key_bytes = 60;

struct Edit {
  String key;
  bool removes;
  String value;
};
using Edits = std::span<const Edit>;

void edit_xiph(TagLib::Ogg::XiphComment* tag, Edits edits) {
  for (const Edit& e : edits) {
    tag->removeFields(e.key);
    if (!e.removes) tag->addField(e.key, e.value, true);
  }
}

void edit_ape(TagLib::APE::Tag* tag, Edits edits) {
  for (const Edit& e : edits) {
    tag->removeItem(e.key.upper());
    if (!e.removes) tag->addValue(e.key, e.value, true);
  }
}

void edit_id3v2(TagLib::ID3v2::Tag* tag, Edits edits) {
  using Frame = TagLib::ID3v2::UserTextIdentificationFrame;
  for (const Edit& e : edits) {
    // A copy of the list: frames leave it while it is gone through.
    const TagLib::ID3v2::FrameList frames = tag->frameListMap()["TXXX"];
    for (auto* frame : frames) {
      const auto* text = dynamic_cast<Frame*>(frame);
      if (text != nullptr && text->description().upper() == e.key.upper()) tag->removeFrame(frame);
    }
    if (!e.removes) {
      auto* frame = new Frame(String::UTF8);
      frame->setDescription(e.key);
      frame->setText(e.value);
      tag->addFrame(frame);  // owns it
    }
  }
}

void edit_mp4(TagLib::MP4::Tag* tag, Edits edits) {
  const String prefix = "----:com.apple.iTunes:";
  for (const Edit& e : edits) {
    std::vector<String> old;
    for (const auto& [name, item] : tag->itemMap())
      if (name.upper() == (prefix + e.key).upper()) old.push_back(name);
    for (const String& name : old) tag->removeItem(name);
    if (!e.removes) tag->setItem(prefix + e.key, TagLib::MP4::Item(TagLib::StringList(e.value)));
  }
}

/// What the tag is already written in, so that an old player still reads it.
TagLib::ID3v2::Version version_of(const TagLib::ID3v2::Tag* tag) {
  return tag->header() != nullptr && tag->header()->tagSize() > 0 && tag->header()->majorVersion() == 3
             ? TagLib::ID3v2::v3
             : TagLib::ID3v2::v4;
}

bool edit_mpeg(TagLib::MPEG::File* file, Edits edits) {
  using File = TagLib::MPEG::File;
  const auto version = file->hasID3v2Tag() ? version_of(file->ID3v2Tag()) : TagLib::ID3v2::v4;
  edit_id3v2(file->ID3v2Tag(true), edits);
  int kinds = File::ID3v2;
  if (file->hasAPETag()) {
    // Players read it before ID3v2: what it says may not be the old.
    edit_ape(file->APETag(), edits);
    kinds |= File::APE;
  }
  return file->save(kinds, File::StripNone, version, File::DoNotDuplicate);
}

bool edit_file(TagLib::File* file, Edits edits) {
  if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(file)) return edit_mpeg(mpeg, edits);
  if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file)) {
    edit_mp4(mp4->tag(), edits);
    return mp4->save();
  }
  if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(file)) {
    edit_xiph(flac->xiphComment(true), edits);
    return flac->save();
  }
  if (auto* xiph = dynamic_cast<TagLib::Ogg::XiphComment*>(file->tag())) {
    edit_xiph(xiph, edits);
    return file->save();
  }
  if (auto* riff = dynamic_cast<TagLib::RIFF::File*>(file)) {
    // TagLib takes what has the name for a file without chunks.
    riff->seek(0);
    const TagLib::ByteVector head = riff->readBlock(4);
    if (head != "RIFF" && head != "FORM")
      throw Error(NT_MALFORMED, "the file is damaged: it begins as no RIFF or AIFF file does");
  }
  if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(file)) {
    const auto version = version_of(wav->ID3v2Tag());
    edit_id3v2(wav->ID3v2Tag(), edits);
    return wav->save(TagLib::RIFF::WAV::File::ID3v2, TagLib::File::StripNone, version);
  }
  if (auto* aiff = dynamic_cast<TagLib::RIFF::AIFF::File*>(file)) {
    const auto version = version_of(aiff->tag());
    edit_id3v2(aiff->tag(), edits);
    return aiff->save(version);
  }
  if (auto* tta = dynamic_cast<TagLib::TrueAudio::File*>(file)) {
    edit_id3v2(tta->ID3v2Tag(true), edits);
    return tta->save();
  }
  TagLib::APE::Tag* ape = nullptr;
  if (auto* wavpack = dynamic_cast<TagLib::WavPack::File*>(file)) ape = wavpack->APETag(true);
  if (auto* musepack = dynamic_cast<TagLib::MPC::File*>(file)) ape = musepack->APETag(true);
  if (auto* monkey = dynamic_cast<TagLib::APE::File*>(file)) ape = monkey->APETag(true);
  if (ape == nullptr) throw Error(NT_UNSUPPORTED, "this kind of file cannot have such tags");
  edit_ape(ape, edits);
  return file->save();
}

/// TagLib calls the chunk "ID3 "; FFmpeg and many players know it as "id3 " alone, TagLib knows both.
void rename_id3_chunk(TagLib::IOStream& stream) {
  const long end = stream.length();
  for (long at = 12; at + 8 <= end;) {
    stream.seek(at);
    const TagLib::ByteVector head = stream.readBlock(8);
    if (head.size() < 8) return;
    if (head.startsWith("ID3 ")) {
      stream.seek(at);
      stream.writeBlock(TagLib::ByteVector("id3 ", 4));
    }
    const auto size = static_cast<long>(head.toUInt(4, false));
    at += 8 + size + size % 2;
  }
}

bool is_key(const char* key) {
  if (key == nullptr || *key == 0 || std::strlen(key) > most_key_bytes) return false;
  for (const char* c = key; *c != 0; ++c)
    if (!((*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_')) return false;
  return true;
}

}  // namespace
}  // namespace nt::output

nt_status nt_tags_edit(const char* path, const nt_tag_edit* edits, uint32_t count) {
  using namespace nt;
  if (path == nullptr || edits == nullptr) return fail_static(NT_INVALID_ARGUMENT, "path or edits is null");
  if (count == 0 || count > NT_TAG_MAX_EDITS) return fail_static(NT_INVALID_ARGUMENT, "count is out of range 1..64");
  return guard([&] {
    std::vector<output::Edit> wanted;
    for (uint32_t i = 0; i < count; ++i) {
      if (!output::is_key(edits[i].key)) throw Error(NT_INVALID_ARGUMENT, "a key is not of letters, digits and '_'");
      const char* value = edits[i].value;
      if (value != nullptr && std::strlen(value) > NT_TAG_MAX_BYTES)
        throw Error(NT_LIMIT, "a value is longer than 4096 bytes");
      wanted.push_back({TagLib::String(edits[i].key, TagLib::String::UTF8), value == nullptr,
                        TagLib::String(value == nullptr ? "" : value, TagLib::String::UTF8)});
    }
    output::CheckedStream stream(path);
    if (output::edit_dsd_tag(stream, [&](TagLib::ID3v2::Tag& tag) { output::edit_id3v2(&tag, wanted); })) {
      stream.finish();
      return NT_OK;
    }
    bool is_wav = false;
    {
      TagLib::FileRef file(&stream, false);
      if (file.isNull()) throw Error(NT_UNSUPPORTED, "this kind of file is not known, or cannot have such tags");
      if (!file.file()->isValid()) throw Error(NT_MALFORMED, "the file is damaged: its tags cannot be read");
      is_wav = dynamic_cast<TagLib::RIFF::WAV::File*>(file.file()) != nullptr;
      if (!output::edit_file(file.file(), wanted)) {
        stream.finish();  // says what failed, if it was the disk
        throw Error(NT_MALFORMED, "the tags cannot be written into this file");
      }
    }
    if (is_wav) output::rename_id3_chunk(stream);
    stream.finish();
    return NT_OK;
  });
}
