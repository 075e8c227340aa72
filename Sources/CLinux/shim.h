#pragma once

// What Swift's Glibc module leaves out: calls behind _GNU_SOURCE and variadic ones.

#include <stddef.h>
#include <sys/syscall.h>
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
