#include "kernels.h"

#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

bool cvk_is_available(cvk_level level) {
  switch (level) {
    case CVK_SCALAR: return true;
#if defined(__x86_64__)
    case CVK_AVX2: return __builtin_cpu_supports("avx2");
    case CVK_AVX512_VNNI:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avx512f")
          && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni");
#elif defined(__aarch64__)
    case CVK_NEON: return true;
#if defined(__linux__)
    case CVK_NEON_DOTPROD: return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#else
    case CVK_NEON_DOTPROD: return true;
#endif
#endif
    default: return false;
  }
}

// The caller has asked `cvk_is_available`; a level that was not built falls back to scalar.
static const cvk_kernels *kernels(cvk_level level) {
  switch (level) {
#if defined(__x86_64__)
    case CVK_AVX2: return &cvk_avx2_kernels;
    case CVK_AVX512_VNNI: return &cvk_avx512_kernels;
#elif defined(__aarch64__)
    case CVK_NEON: return &cvk_neon_kernels;
    case CVK_NEON_DOTPROD: return &cvk_neon_dotprod_kernels;
#endif
    default: return &cvk_scalar_kernels;
  }
}

void cvk_dots(
    cvk_level level, const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probe,
    int32_t *sums) {
  kernels(level)->dots(plane, count, dimensions, probe, sums);
}

void cvk_dots_at(
    cvk_level level, const uint8_t *plane, const uint32_t *positions, size_t count, size_t dimensions,
    const int8_t *probe, int32_t *sums) {
  kernels(level)->dots_at(plane, positions, count, dimensions, probe, sums);
}

void cvk_dots_many(
    cvk_level level, const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes,
    size_t probe_count, int32_t *sums, size_t stride) {
  kernels(level)->dots_many(plane, count, dimensions, probes, probe_count, sums, stride);
}

size_t cvk_keep(
    cvk_level level, const int32_t *sums, const float *scales, const float *residuals, size_t count,
    cvk_bound bound, uint32_t *kept) {
  return kernels(level)->keep(sums, scales, residuals, 0, count, bound, kept);
}

double cvk_score(cvk_level level, const float *left, const float *right, size_t dimensions) {
  return kernels(level)->score(left, right, dimensions);
}

uint64_t cvk_read_pass(cvk_level level, const void *memory, size_t bytes, size_t streams) {
  return kernels(level)->read_pass(memory, bytes, streams);
}
