#pragma once

// What Swift's Glibc module leaves out: calls behind _GNU_SOURCE and variadic ones.

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static inline int pybench_gettid(void) { return (int)syscall(SYS_gettid); }

// Masks are arrays of bits, a processor each (sched_setaffinity(2)). Both return a negative number on error;
// the first returns how many bytes of the mask the kernel filled in.
static inline long pybench_get_affinity(int thread, void *mask, size_t size) {
  return syscall(SYS_sched_getaffinity, thread, size, mask);
}

static inline long pybench_set_affinity(int thread, const void *mask, size_t size) {
  return syscall(SYS_sched_setaffinity, thread, size, mask);
}

// The calling thread's name, of at most 15 bytes (prctl(2)).
#include <sys/prctl.h>
static inline int pybench_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name); }
// Opens what lies below a folder and is reached without a symbolic link (openat2(2), since Linux 5.6): the
// values are RESOLVE_NO_SYMLINKS and RESOLVE_BENEATH, for older headers lack them.
static inline int pybench_open_beneath(int folder, const char *path, int flags) {
#ifdef SYS_openat2
  struct { uint64_t flags, mode, resolve; } how = {(uint64_t)flags, 0, 0x04 | 0x08};
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
#else
  (void)folder, (void)path, (void)flags;
  errno = ENOSYS;
  return -1;
#endif
}

// Names of the extended attributes of an entry of an open folder, not of what a link points to (listxattrat(2), since
// Linux 6.13). The number is that of all architectures but Alpha; the flags are AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH.
static inline ssize_t pybench_list_attributes(int folder, const char *name, char *list, size_t size) {
  return syscall(465, folder, name, 0x100 | 0x1000, list, size);
}
