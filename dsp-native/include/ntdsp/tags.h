/* Tags of files that are there: single tags are set or taken out, everything else stays byte for byte. See abi.h for
 * the thread words.
 */
#ifndef NTDSP_TAGS_H
#define NTDSP_TAGS_H

#include "ntdsp/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NT_TAG_MAX_EDITS 64u
#define NT_TAG_MAX_BYTES 4096u

typedef struct nt_tag_edit {
  const char* key;   /* 1 to 60 ASCII letters, digits and '_', "REPLAYGAIN_TRACK_GAIN"; found in any case */
  const char* value; /* UTF-8, at most NT_TAG_MAX_BYTES; null takes the tag out */
} nt_tag_edit;

/* Changes the file in place and forces it to disk: give it a copy, and the copy its name with nt_file_publish. The tag
 * is a field of Vorbis comments (FLAC, Ogg, Opus), a user text frame of ID3v2 (MP3, WAV, AIFF, TTA, DSF, DSDIFF), an
 * item of APEv2 (WavPack, Musepack, Monkey's Audio; of an MP3 where it has one) or a free-form item of iTunes (MP4).
 * count: 1..NT_TAG_MAX_EDITS.
 * NT_UNSUPPORTED: a kind of file that is not known or cannot have such tags; NT_LIMIT: a value is too long;
 * NT_MALFORMED; NT_NOT_FOUND; NT_IO; NT_NO_SPACE. After a failure the file may be damaged. [any] */
NT_API nt_status nt_tags_edit(const char* path, const nt_tag_edit* edits, uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
