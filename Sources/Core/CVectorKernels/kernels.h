#pragma once

#include "CVectorKernels.h"

// One level's functions; see CVectorKernels.h for what they answer.
typedef struct cvk_kernels {
  void (*dots)(const uint8_t *, size_t, size_t, const int8_t *, int32_t *);
  void (*dots_at)(const uint8_t *, const uint32_t *, size_t, size_t, const int8_t *, int32_t *);
  void (*dots_many)(const uint8_t *, size_t, size_t, const int8_t *, size_t, int32_t *, size_t);
  size_t (*keep)(const int32_t *, const float *, const float *, size_t, size_t, cvk_bound, uint32_t *);
  double (*score)(const float *, const float *, size_t);
  uint64_t (*read_pass)(const void *, size_t, size_t);
} cvk_kernels;

extern const cvk_kernels cvk_scalar_kernels;

#if defined(__x86_64__)
extern const cvk_kernels cvk_avx2_kernels;
extern const cvk_kernels cvk_avx512_kernels;
size_t cvk_keep_avx2(
    const int32_t *, const float *, const float *, size_t, size_t, cvk_bound, uint32_t *);
double cvk_score_avx2(const float *, const float *, size_t);
#endif

#if defined(__aarch64__)
extern const cvk_kernels cvk_neon_kernels;
extern const cvk_kernels cvk_neon_dotprod_kernels;
#endif

// The rows that a vector loop leaves over: from `start`, appended after `found` indices.
size_t cvk_keep_scalar(
    const int32_t *sums, const float *scales, const float *residuals, size_t start, size_t count,
    cvk_bound bound, uint32_t *kept);
