#pragma once

#include <zopfli/deflate.h>
// The size of the parts that zopfli compresses one after the other, each with a search of its own.
#include <zopfli/util.h>
