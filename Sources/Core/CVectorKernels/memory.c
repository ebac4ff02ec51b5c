// For madvise and MADV_HUGEPAGE.
#define _DEFAULT_SOURCE

#include "CVectorKernels.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

double cvk_encode(double *values, size_t dimensions, double step, uint8_t *row) {
  double inverse = 1 / step;
  double sum = 0;
  for (size_t i = 0; i < dimensions; i++) {
    double cell = values[i] * inverse + 8;
    cell = cell < 0 ? 0 : cell > 15 ? 15 : cell;
    int code = (int)cell;
    double missed = values[i] - (code - 7.5) * step;
    sum += missed * missed;
    if (row == NULL) continue;
    values[i] = missed;
    uint8_t *byte = row + i / 128 * 64 + i % 64;
    *byte |= (uint8_t)(i % 128 < 64 ? code : code << 4);
  }
  return sum;
}

void cvk_wipe(void *memory, size_t bytes) {
  if (bytes == 0) return;
  memset(memory, 0, bytes);
  // Whoever reads the assembly might read the memory, as far as the compiler knows.
  __asm__ __volatile__("" : : "r"(memory) : "memory");
}

void *cvk_allocate(size_t bytes) {
  const size_t large = (size_t)2 << 20;
  size_t alignment = bytes >= large ? large : 64;
  if (bytes > SIZE_MAX - alignment) return NULL;
  size_t whole = (bytes + alignment - 1) / alignment * alignment;
  void *memory = aligned_alloc(alignment, whole > 0 ? whole : alignment);
  if (memory == NULL) return NULL;
#if defined(__linux__)
  // Advice only: a stream over 4 KiB pages waits for an address translation at each of them.
  if (alignment == large) madvise(memory, whole, MADV_HUGEPAGE);
#endif
  memset(memory, 0, whole);
  return memory;
}

void cvk_free(void *memory) { free(memory); }

void cvk_touch(const void *memory, size_t bytes) {
  const volatile uint8_t *byte = memory;
  for (size_t at = 0; at < bytes; at += 4096) (void)byte[at];
}
