/* A reader of a player's view made of ntdsp/view.h alone, as another program would have it.
 *   nt_view_reader FILE              prints the newest place and meters
 *   nt_view_reader FILE KIND READS WORDS   reads the newest frame of a section so many times; its words must count up
 *                                          from the second on, and a frame where they do not was torn */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ntdsp/view.h"

static const uint8_t* file;

static const nt_view_section* find(uint32_t kind) {
  const nt_view_header* h = (const nt_view_header*)file;
  for (uint32_t k = 0; k < h->section_count; ++k) {
    const nt_view_section* s = (const nt_view_section*)(file + h->header_bytes + (size_t)k * h->section_bytes);
    if (s->kind == kind) return s;
  }
  return NULL;
}

/* Copies words of the newest frame; 0: there is none, or it was written over meanwhile. */
static int read_newest(const nt_view_section* s, uint64_t* to, size_t words) {
  const uint64_t n = __atomic_load_n(&s->latest, __ATOMIC_ACQUIRE);
  const uint64_t* from = (const uint64_t*)(file + s->offset + n % s->slots * s->slot_bytes);
  if (n == 0 || __atomic_load_n(from, __ATOMIC_ACQUIRE) != 2 * n) return 0;
  for (size_t i = 0; i < words; ++i) to[i] = __atomic_load_n(from + i, __ATOMIC_RELAXED);
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return __atomic_load_n(from, __ATOMIC_RELAXED) == 2 * n;
}

int main(int count, char** words) {
  const int descriptor = count > 1 ? open(words[1], O_RDONLY) : -1;
  struct stat about;
  if (descriptor < 0 || fstat(descriptor, &about) != 0 || about.st_size < (off_t)sizeof(nt_view_header)) return 2;
  file = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, descriptor, 0);
  close(descriptor);
  const nt_view_header* h = (const nt_view_header*)file;
  if (file == MAP_FAILED || h->magic != NT_VIEW_MAGIC || h->version != NT_VIEW_VERSION) return 3;
  if (count == 2) {
    nt_view_place place;
    static nt_view_meters meters;
    while (!read_newest(find(NT_VIEW_PLACE), (uint64_t*)&place, sizeof place / 8)) continue;
    while (!read_newest(find(NT_VIEW_METERS), (uint64_t*)&meters, sizeof meters / 8)) continue;
    printf("entry %llu at %.3f s", (unsigned long long)place.entry, place.position_s);
    for (uint32_t c = 0; c < meters.channels; ++c) printf(", %.2f dB", (double)meters.channel[c].peak_db);
    printf(", %.1f LUFS\n", (double)meters.momentary_lufs);
    return 0;
  }
  const nt_view_section* s = find((uint32_t)atoi(words[2]));
  const long long wanted = atoll(words[3]);
  const size_t used = (size_t)atoll(words[4]);
  uint64_t* copy = malloc(used * sizeof(uint64_t));
  long long whole = 0, again = 0, torn = 0;
  uint64_t first = 0, last = 0;
  while (whole < wanted) {
    if (!read_newest(s, copy, used)) {
      if (__atomic_load_n(&h->state, __ATOMIC_ACQUIRE) == NT_VIEW_ENDED) return 4;
      ++again;
      continue;
    }
    ++whole;
    size_t i = 2;
    while (i < used && copy[i] == copy[1] + i - 1) ++i;
    const uint64_t n = copy[0] / 2;
    if (i < used || n < last || copy[1] >> 20 != n) ++torn; /* mixed, older than one before, or not of its number */
    if (first == 0) first = n;
    last = n;
  }
  printf("whole %lld again %lld torn %lld frames %llu\n", whole, again, torn, (unsigned long long)(last - first));
  return torn == 0 ? 0 : 1;
}
