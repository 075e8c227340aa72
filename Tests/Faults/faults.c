// Fails, shortens or kills at one system call of a process: preload it, and say in the environment what to do.
//
//   PYBENCH_FAULTS_COUNT=FILE   append a line for each call that could fail to FILE: its group
//   PYBENCH_FAULT=GROUP:N:WHAT  at the Nth call of GROUP do WHAT: an error number, "short", or "kill"
//
// Groups: open (openat, openat2 and mkdir with it), read (pread), write (pwrite), fsync, rename (linkat), ftruncate,
// mmap. Calls are counted once main has begun, on paths and descriptors of any kind except /proc, /sys, /dev and
// libraries, so that what is counted is the program's own doing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum group { OPEN, READ, WRITE, FSYNC, RENAME, TRUNCATE, MMAP, GROUPS };
static const char *const names[GROUPS] = {"open", "read", "write", "fsync", "rename", "ftruncate", "mmap"};

static atomic_int counts[GROUPS];
static int started, wanted_group = -1, wanted_call, wanted_error, count_file = -1;
static enum { NOTHING, FAIL, SHORTEN, KILL } action;

__attribute__((constructor)) static void start(void) {
  const char *count = getenv("PYBENCH_FAULTS_COUNT");
  if (count) count_file = syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  char group[16], what[16];
  const char *fault = getenv("PYBENCH_FAULT");
  if (fault && sscanf(fault, "%15[^:]:%d:%15s", group, &wanted_call, what) == 3) {
    for (int index = 0; index < GROUPS; index++)
      if (!strcmp(group, names[index])) wanted_group = index;
    action = !strcmp(what, "short") ? SHORTEN : !strcmp(what, "kill") ? KILL : FAIL;
    if (action == FAIL) wanted_error = atoi(what);
  }
  // Tools that the program starts are not what is tested.
  unsetenv("LD_PRELOAD");
  started = 1;
}

// What to do at this call: 0 to go on, 1 to fail with errno set, 2 to do less than was asked.
static int fault(enum group group) {
  if (!started) return 0;
  int call = atomic_fetch_add(&counts[group], 1) + 1;
  if (count_file >= 0) {
    char line[16];
    int length = snprintf(line, sizeof line, "%s\n", names[group]);
    syscall(SYS_write, count_file, line, length);
  }
  if ((int)group != wanted_group || call != wanted_call) return 0;
  if (action == KILL) kill(getpid(), SIGKILL);
  if (action == SHORTEN) return 2;
  errno = wanted_error;
  return action == FAIL;
}

static int is_system(const char *path) {
  return !strncmp(path, "/proc/", 6) || !strncmp(path, "/sys/", 5) || !strncmp(path, "/dev/", 5) ||
         !strncmp(path, "/etc/", 5) || !strncmp(path, "/usr/", 5);
}

// Pipes, sockets and kernel files belong to the runtime.
static int is_file(int descriptor) {
  struct stat status;
  struct statfs system;
  if (fstat(descriptor, &status) || !S_ISREG(status.st_mode) || fstatfs(descriptor, &system)) return 0;
  return system.f_type != PROC_SUPER_MAGIC && system.f_type != SYSFS_MAGIC &&
         system.f_type != CGROUP2_SUPER_MAGIC && system.f_type != CGROUP_SUPER_MAGIC;
}

static mode_t mode_of(int flags, va_list list) {
  return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(list, mode_t) : 0;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int openat(int folder, const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  if (!is_system(path) && fault(OPEN) == 1) return -1;
  return syscall(SYS_openat, folder, path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  if (!is_system(path) && fault(OPEN) == 1) return -1;
  return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));
int openat64(int folder, const char *path, int flags, ...) __attribute__((alias("openat")));

int mkdirat(int folder, const char *path, mode_t mode) {
  return fault(OPEN) == 1 ? -1 : syscall(SYS_mkdirat, folder, path, mode);
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

long syscall(long number, ...) {
  static long (*next)(long, ...);
  if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  va_list list;
  va_start(list, number);
  long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long), d = va_arg(list, long),
       e = va_arg(list, long), f = va_arg(list, long);
  va_end(list);
#ifdef SYS_openat2
  if (number == SYS_openat2 && fault(OPEN) == 1) return -1;
#endif
  return next(number, a, b, c, d, e, f);
}

ssize_t read(int descriptor, void *buffer, size_t size) {
  int what = is_file(descriptor) ? fault(READ) : 0;
  if (what == 1) return -1;
  return syscall(SYS_read, descriptor, buffer, what == 2 && size > 1 ? size / 2 : size);
}

ssize_t pread(int descriptor, void *buffer, size_t size, off_t offset) {
  int what = is_file(descriptor) ? fault(READ) : 0;
  if (what == 1) return -1;
  return syscall(SYS_pread64, descriptor, buffer, what == 2 && size > 1 ? size / 2 : size, offset);
}

ssize_t pread64(int descriptor, void *buffer, size_t size, off_t offset) __attribute__((alias("pread")));

ssize_t write(int descriptor, const void *buffer, size_t size) {
  int what = is_file(descriptor) ? fault(WRITE) : 0;
  if (what == 1) return -1;
  return syscall(SYS_write, descriptor, buffer, what == 2 && size > 1 ? size / 2 : size);
}

ssize_t pwrite(int descriptor, const void *buffer, size_t size, off_t offset) {
  int what = is_file(descriptor) ? fault(WRITE) : 0;
  if (what == 1) return -1;
  return syscall(SYS_pwrite64, descriptor, buffer, what == 2 && size > 1 ? size / 2 : size, offset);
}

ssize_t pwrite64(int descriptor, const void *buffer, size_t size, off_t offset)
    __attribute__((alias("pwrite")));

int fsync(int descriptor) { return fault(FSYNC) == 1 ? -1 : syscall(SYS_fsync, descriptor); }

int renameat(int from, const char *old, int to, const char *new) {
  return fault(RENAME) == 1 ? -1 : syscall(SYS_renameat2, from, old, to, new, 0);
}

int rename(const char *old, const char *new) { return renameat(AT_FDCWD, old, AT_FDCWD, new); }

int linkat(int from, const char *old, int to, const char *new, int flags) {
  return fault(RENAME) == 1 ? -1 : syscall(SYS_linkat, from, old, to, new, flags);
}

int ftruncate(int descriptor, off_t size) {
  return fault(TRUNCATE) == 1 ? -1 : syscall(SYS_ftruncate, descriptor, size);
}

int ftruncate64(int descriptor, off_t size) __attribute__((alias("ftruncate")));

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
  if (descriptor >= 0 && is_file(descriptor) && fault(MMAP) == 1) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, address, size, protection, flags, descriptor, offset);
}

void *mmap64(void *address, size_t size, int protection, int flags, int descriptor, off_t offset)
    __attribute__((alias("mmap")));
