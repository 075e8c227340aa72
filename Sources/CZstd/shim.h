#pragma once

// Custom allocators (ZSTD_customMem), referenced thread pools and frame headers are in zstd's
// "static" section; Debian's shared library exports them.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>
