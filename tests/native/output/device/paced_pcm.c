/* A PCM of ALSA that takes frames at their rate by the system's clock and writes every byte it takes into a file; where
 * it captures, every byte it gives is read from the file, and after its end time stands still.
 *
 *   pcm_type.ntpaced { lib "libnt_paced_pcm.so" }
 *   pcm.NAME { type ntpaced  file "OUT"  control "CONTROL"  access "any"  format "S24_3LE" }
 *
 * The first byte of the file CONTROL is read before every answer: 'x' makes the device run dry once and becomes '.',
 * 'g' is a device that is gone, 's' one whose time stands still. With access "rw" it cannot be mapped,
 * and with a format it takes no other one. */
#define _GNU_SOURCE
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  snd_pcm_ioplug_t io;
  int out;
  volatile char* control;
  int64_t start_ns; /* 0: not running */
  uint64_t written; /* frames since prepare; of a capture those that were read */
  uint64_t whole;   /* frames since prepare that the file holds; of a capture */
  uint64_t stood;   /* frames heard when time stood still */
} paced;

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Frames heard since the start, or an error. */
static int64_t heard(paced* p) {
  switch (*p->control) {
    case 'x':
      *p->control = '.';
      return -EPIPE;
    case 'g':
      return -ENODEV;
    case 's':
      return (int64_t)p->stood;
  }
  if (p->start_ns == 0) return 0;
  uint64_t frames = (uint64_t)((double)(now_ns() - p->start_ns) * 1e-9 * p->io.rate);
  if (p->io.stream == SND_PCM_STREAM_CAPTURE) {
    if (frames > p->whole) frames = p->whole;
    if (frames - p->stood > p->io.buffer_size) frames = p->stood + p->io.buffer_size; /* it waits for a late reader */
    if (frames > p->written + p->io.buffer_size) frames = p->written + p->io.buffer_size;
    p->stood = frames;
    return (int64_t)frames;
  }
  if (frames > p->written) return -EPIPE;
  p->stood = frames;
  return (int64_t)frames;
}

static int paced_start(snd_pcm_ioplug_t* io) {
  paced* p = io->private_data;
  if (*p->control == 'g') return -ENODEV;
  p->start_ns = now_ns();
  return 0;
}

static int paced_stop(snd_pcm_ioplug_t* io) {
  ((paced*)io->private_data)->start_ns = 0;
  return 0;
}

static int paced_prepare(snd_pcm_ioplug_t* io) {
  paced* p = io->private_data;
  if (*p->control == 'g') return -ENODEV;
  p->start_ns = 0;
  p->written = p->stood = 0;
  if (io->stream == SND_PCM_STREAM_CAPTURE) {
    off_t at = lseek(p->out, 0, SEEK_CUR), end = lseek(p->out, 0, SEEK_END);
    lseek(p->out, at, SEEK_SET);
    p->whole = (uint64_t)(end - at) / (unsigned)(snd_pcm_format_physical_width(io->format) / 8 * io->channels);
  }
  struct itimerspec every = {{0, 1000000}, {0, 1000000}};
  return timerfd_settime(io->poll_fd, 0, &every, NULL) < 0 ? -errno : 0;
}

static snd_pcm_sframes_t paced_pointer(snd_pcm_ioplug_t* io) {
  int64_t frames = heard(io->private_data);
  return frames < 0 ? frames : (snd_pcm_sframes_t)((uint64_t)frames % io->buffer_size);
}

static int paced_delay(snd_pcm_ioplug_t* io, snd_pcm_sframes_t* delay) {
  paced* p = io->private_data;
  int64_t frames = heard(p);
  if (frames < 0) return (int)frames;
  *delay = io->stream == SND_PCM_STREAM_CAPTURE ? (snd_pcm_sframes_t)((uint64_t)frames - p->written)
                                                : (snd_pcm_sframes_t)(p->written - (uint64_t)frames);
  return 0;
}

static snd_pcm_sframes_t paced_transfer(snd_pcm_ioplug_t* io, const snd_pcm_channel_area_t* areas,
                                        snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
  paced* p = io->private_data;
  if (*p->control == 'g') return -ENODEV;
  char* from = (char*)areas->addr + (areas->first + areas->step * offset) / 8;
  size_t left = size * areas->step / 8;
  while (left > 0) {
    ssize_t n = io->stream == SND_PCM_STREAM_CAPTURE ? read(p->out, from, left) : write(p->out, from, left);
    if (n <= 0) return -EIO;
    from += n;
    left -= (size_t)n;
  }
  p->written += size;
  return (snd_pcm_sframes_t)size;
}

static int paced_revents(snd_pcm_ioplug_t* io, struct pollfd* fds, unsigned count, unsigned short* events) {
  paced* p = io->private_data;
  uint64_t ticks;
  (void)count;
  if ((fds[0].revents & POLLIN) != 0 && read(io->poll_fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN) return -errno;
  /* What is due is looked at without taking an 'x', which the pointer answers. */
  *events = 0;
  if (*p->control == 'x' || *p->control == 'g') *events = POLLERR;
  else if (p->start_ns != 0 && *p->control != 's')
    *events = io->stream == SND_PCM_STREAM_CAPTURE ? (heard(p) > (int64_t)p->written ? POLLIN : 0) : POLLOUT;
  return 0;
}

static int paced_close(snd_pcm_ioplug_t* io) {
  paced* p = io->private_data;
  close(p->out);
  close(io->poll_fd);
  munmap((void*)p->control, 1);
  free(p);
  return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = paced_start,
    .stop = paced_stop,
    .prepare = paced_prepare,
    .pointer = paced_pointer,
    .delay = paced_delay,
    .transfer = paced_transfer,
    .poll_revents = paced_revents,
    .close = paced_close,
};

static int limit(snd_pcm_ioplug_t* io, int only_rw, const char* format) {
  static const unsigned all[] = {SND_PCM_ACCESS_MMAP_INTERLEAVED, SND_PCM_ACCESS_RW_INTERLEAVED};
  static const unsigned formats[] = {
      SND_PCM_FORMAT_S16_LE,   SND_PCM_FORMAT_S24_3LE,   SND_PCM_FORMAT_S24_LE,     SND_PCM_FORMAT_S32_LE,
      SND_PCM_FORMAT_FLOAT_LE, SND_PCM_FORMAT_FLOAT64_LE, SND_PCM_FORMAT_DSD_U8,     SND_PCM_FORMAT_DSD_U16_LE,
      SND_PCM_FORMAT_DSD_U16_BE, SND_PCM_FORMAT_DSD_U32_LE, SND_PCM_FORMAT_DSD_U32_BE};
  const unsigned only = *format == '\0' ? 0 : (unsigned)snd_pcm_format_value(format);
  int e;
  if ((e = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, only_rw ? 1 : 2, only_rw ? all + 1 : all)) < 0 ||
      (e = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT,
                                         *format == '\0' ? sizeof formats / sizeof *formats : 1,
                                         *format == '\0' ? formats : &only)) < 0 ||
      (e = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, 1, 8)) < 0 ||
      (e = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_RATE, 8000, 3072000)) < 0 ||
      (e = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 32, 1 << 22)) < 0 ||
      (e = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 64, 1 << 24)) < 0 ||
      (e = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 2, 1024)) < 0)
    return e;
  return 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(ntpaced) {
  const char *file = NULL, *control = NULL, *access = "", *format = "";
  snd_config_iterator_t i, next;
  (void)root;
  snd_config_for_each(i, next, conf) {
    snd_config_t* n = snd_config_iterator_entry(i);
    const char* id;
    if (snd_config_get_id(n, &id) < 0) continue;
    if (strcmp(id, "file") == 0) snd_config_get_string(n, &file);
    if (strcmp(id, "control") == 0) snd_config_get_string(n, &control);
    if (strcmp(id, "access") == 0) snd_config_get_string(n, &access);
    if (strcmp(id, "format") == 0) snd_config_get_string(n, &format);
  }
  if (file == NULL || control == NULL) return -EINVAL;
  if (*format != '\0' && snd_pcm_format_value(format) == SND_PCM_FORMAT_UNKNOWN) return -EINVAL;
  int switches = open(control, O_RDWR | O_CLOEXEC);
  if (switches < 0) return -errno;
  volatile char* byte = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, switches, 0);
  close(switches);
  if (byte == MAP_FAILED) return -errno;
  if (*byte == 'g') {
    munmap((void*)byte, 1);
    return -ENODEV;
  }
  paced* p = calloc(1, sizeof *p);
  if (p == NULL) return -ENOMEM;
  p->control = byte;
  p->out = stream == SND_PCM_STREAM_CAPTURE ? open(file, O_RDONLY | O_CLOEXEC)
                                            : open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  p->io.version = SND_PCM_IOPLUG_VERSION;
  p->io.name = "NTWorkstation paced test device";
  p->io.callback = &callbacks;
  p->io.private_data = p;
  p->io.poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  p->io.poll_events = POLLIN;
  p->io.mmap_rw = 0;
  int e = p->out < 0 ? -EIO : snd_pcm_ioplug_create(&p->io, name, stream, mode);
  if (e < 0) {
    free(p);
    return e;
  }
  if ((e = limit(&p->io, strcmp(access, "rw") == 0, format)) < 0) {
    snd_pcm_ioplug_delete(&p->io);
    return e;
  }
  *pcmp = p->io.pcm;
  return 0;
}
SND_PCM_PLUGIN_SYMBOL(ntpaced);
