#pragma once

#include <lzma.h>

// A macro that casts is not imported into Swift.
static inline uint32_t pybench_lzma_preset_extreme(void) { return LZMA_PRESET_EXTREME; }
