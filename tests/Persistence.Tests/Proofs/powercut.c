/* Preloaded into a process, it keeps beside a folder what a power cut would leave of it: a file's content as of its last fsync or fdatasync.
 * NT_CUT_FROM is the folder that is watched, NT_CUT_TO an empty one that receives the copies. What is written and not synced never gets
 * there. Deleted files disappear there when the folder itself is synced. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef int (*sync_function)(int);

static void copy(int from, const char *to)
{
    char beside[PATH_MAX * 2 + 8], buffer[65536];
    off_t offset = 0;
    ssize_t got;
    snprintf(beside, sizeof beside, "%s.new", to);
    int out = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (out < 0) abort();
    while ((got = pread(from, buffer, sizeof buffer, offset)) > 0) {
        if (write(out, buffer, (size_t)got) != got) abort();
        offset += got;
    }
    /* The rename is what a kill between two steps cannot split. */
    if (got < 0 || close(out) != 0 || rename(beside, to) != 0) abort();
}

static void forget_deleted(const char *from, const char *to)
{
    char path[PATH_MAX + NAME_MAX + 2];
    struct dirent *entry;
    DIR *folder = opendir(to);
    if (!folder) abort();
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", from, entry->d_name);
        if (access(path, F_OK) == 0) continue;
        snprintf(path, sizeof path, "%s/%s", to, entry->d_name);
        unlink(path);
    }
    closedir(folder);
}

static void keep(int file)
{
    char link[64], path[PATH_MAX], target[PATH_MAX * 2];
    const char *from = getenv("NT_CUT_FROM"), *to = getenv("NT_CUT_TO");
    if (!from || !to) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    if (strcmp(path, from) == 0) {
        forget_deleted(from, to);
        return;
    }
    size_t prefix = strlen(from);
    if (strncmp(path, from, prefix) != 0 || path[prefix] != '/' || strchr(path + prefix + 1, '/')) return;
    snprintf(target, sizeof target, "%s%s", to, path + prefix);
    copy(file, target);
}

static int synced(const char *name, int file)
{
    sync_function real = (sync_function)dlsym(RTLD_NEXT, name);
    int result = real(file);
    if (result == 0) keep(file);
    return result;
}

int fsync(int file) { return synced("fsync", file); }

int fdatasync(int file) { return synced("fdatasync", file); }
