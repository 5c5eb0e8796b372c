/* A client of JACK that keeps what it hears, for tests of other processes.
 *
 *   nt_jack_listener NAME CHANNELS FRAMES OUT
 *
 * It says "ready" once its inputs NAME:in_0 ... are there, and at the end of its standard input writes what it has heard
 * into OUT, interleaved floats. */
#include <jack/jack.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jack_port_t* ports[64];
static float* kept[64];
static unsigned channels;
static size_t frames;
static _Atomic size_t heard;

static int hear(jack_nframes_t n, void* unused) {
  (void)unused;
  const size_t at = atomic_load(&heard);
  if (at + n > frames) return 0;
  for (unsigned c = 0; c < channels; ++c) memcpy(kept[c] + at, jack_port_get_buffer(ports[c], n), n * sizeof(float));
  atomic_store(&heard, at + n);
  return 0;
}

int main(int count, char** words) {
  if (count != 5) return 2;
  channels = (unsigned)atoi(words[2]);
  frames = (size_t)atoll(words[3]);
  jack_client_t* client = jack_client_open(words[1], JackNoStartServer, NULL);
  if (client == NULL || channels < 1 || channels > 64) return 1;
  for (unsigned c = 0; c < channels; ++c) {
    char name[16];
    snprintf(name, sizeof name, "in_%u", c);
    ports[c] = jack_port_register(client, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    kept[c] = calloc(frames, sizeof(float));
    if (ports[c] == NULL || kept[c] == NULL) return 1;
  }
  jack_set_process_callback(client, hear, NULL);
  if (jack_activate(client) != 0) return 1;
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {
  }
  jack_client_close(client);
  FILE* out = fopen(words[4], "wb");
  if (out == NULL) return 1;
  const size_t last = atomic_load(&heard);
  for (size_t i = 0; i < last; ++i)
    for (unsigned c = 0; c < channels; ++c) fwrite(&kept[c][i], sizeof(float), 1, out);
  return fclose(out) == 0 ? 0 : 1;
}
