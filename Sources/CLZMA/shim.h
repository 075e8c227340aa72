#pragma once

#include <lzma.h>

// Macros that cast are not imported into Swift.
static inline uint32_t pybench_lzma_preset_extreme(void) { return LZMA_PRESET_EXTREME; }
static inline lzma_vli pybench_lzma_no_filter(void) { return LZMA_VLI_UNKNOWN; }
static inline uint32_t pybench_lzma_concatenated(void) { return LZMA_CONCATENATED; }
