// Typed wrappers for what Swift cannot import: variadic functions and composed macros. Nothing else lives
// here.
#pragma once
#include "ClockShims.h"
#include "CurlShims.h"
#include "MemoryShims.h"
#include "OpenSSLShims.h"
