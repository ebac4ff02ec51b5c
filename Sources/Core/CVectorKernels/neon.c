#include "kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))
#define DOTPROD __attribute__((target("dotprod")))

// Codes are 0...15 and fit signed bytes, so both operands are signed.

INLINE int8x16_t low(uint8x16_t bytes) {
  return vreinterpretq_s8_u8(vandq_u8(bytes, vdupq_n_u8(15)));
}
INLINE int8x16_t high(uint8x16_t bytes) { return vreinterpretq_s8_u8(vshrq_n_u8(bytes, 4)); }

DOTPROD static int32_t dot_dotprod(const uint8_t *row, size_t dimensions, const int8_t *probe) {
  int32x4_t sums[4] = {vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0)};
  for (size_t at = 0; at < dimensions / 2; at += 32) {
    const int8_t *codes = probe + at / 64 * 128 + at % 64;
    uint8x16_t first = vld1q_u8(row + at), second = vld1q_u8(row + at + 16);
    sums[0] = vdotq_s32(sums[0], low(first), vld1q_s8(codes));
    sums[1] = vdotq_s32(sums[1], high(first), vld1q_s8(codes + 64));
    sums[2] = vdotq_s32(sums[2], low(second), vld1q_s8(codes + 16));
    sums[3] = vdotq_s32(sums[3], high(second), vld1q_s8(codes + 80));
  }
  return vaddvq_s32(vaddq_s32(vaddq_s32(sums[0], sums[1]), vaddq_s32(sums[2], sums[3])));
}

// 15 * 127 * 2 products fit 16 bits, so a low and its high half are paired before widening.
INLINE int32x4_t pairs(int32x4_t sums, int8x16_t row, const int8_t *probe) {
  int8x16_t codes = vld1q_s8(probe);
  int16x8_t products = vmull_s8(vget_low_s8(row), vget_low_s8(codes));
  products = vmlal_s8(products, vget_high_s8(row), vget_high_s8(codes));
  return vpadalq_s16(sums, products);
}

static int32_t dot_plain(const uint8_t *row, size_t dimensions, const int8_t *probe) {
  int32x4_t lows = vdupq_n_s32(0), highs = vdupq_n_s32(0);
  for (size_t at = 0; at < dimensions / 2; at += 16) {
    const int8_t *codes = probe + at / 64 * 128 + at % 64;
    uint8x16_t bytes = vld1q_u8(row + at);
    lows = pairs(lows, low(bytes), codes);
    highs = pairs(highs, high(bytes), codes + 64);
  }
  return vaddvq_s32(vaddq_s32(lows, highs));
}

// The three shapes over one row's kernel. Rows are few bytes: a batch finds them in the first cache.
#define SHAPES(NAME, TARGET)                                                                            \
  TARGET static void dots_##NAME(                                                                       \
      const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probe, int32_t *sums) {      \
    for (size_t v = 0; v < count; v++) {                                                                \
      const uint8_t *row = plane + v * (dimensions / 2);                                                \
      __builtin_prefetch(row + 2048);                                                                   \
      sums[v] = dot_##NAME(row, dimensions, probe);                                                     \
    }                                                                                                   \
  }                                                                                                     \
  TARGET static void dots_at_##NAME(                                                                    \
      const uint8_t *plane, const uint32_t *positions, size_t count, size_t dimensions,                 \
      const int8_t *probe, int32_t *sums) {                                                             \
    for (size_t v = 0; v < count; v++) {                                                                \
      sums[v] = dot_##NAME(plane + (size_t)positions[v] * (dimensions / 2), dimensions, probe);         \
    }                                                                                                   \
  }                                                                                                     \
  TARGET static void dots_many_##NAME(                                                                  \
      const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes, size_t probe_count,  \
      int32_t *sums, size_t stride) {                                                                   \
    for (size_t v = 0; v < count; v++) {                                                                \
      for (size_t p = 0; p < probe_count; p++) {                                                        \
        sums[p * stride + v] =                                                                          \
            dot_##NAME(plane + v * (dimensions / 2), dimensions, probes + p * dimensions);              \
      }                                                                                                 \
    }                                                                                                   \
  }

SHAPES(dotprod, DOTPROD)
SHAPES(plain, )

static size_t keep(
    const int32_t *sums, const float *scales, const float *residuals, size_t start, size_t count,
    cvk_bound bound, uint32_t *kept) {
  size_t found = 0, v = start;
  for (; v + 4 <= count; v += 4) {
    int32x4_t doubled = vshlq_n_s32(vld1q_s32(sums + v), 1);
    float32x4_t whole = vcvtq_f32_s32(vsubq_s32(doubled, vdupq_n_s32(bound.bias)));
    float32x4_t approximate = vmulq_n_f32(vmulq_f32(whole, vld1q_f32(scales + v)), bound.unit);
    float32x4_t upper = vaddq_f32(approximate, vmulq_n_f32(vld1q_f32(residuals + v), bound.norm));
    if (vmaxvq_u32(vcgeq_f32(upper, vdupq_n_f32(bound.cut))) == 0) continue;
    float uppers[4];
    vst1q_f32(uppers, upper);
    for (size_t i = 0; i < 4; i++) {
      if (uppers[i] >= bound.cut) kept[found++] = (uint32_t)(v + i);
    }
  }
  return found + cvk_keep_scalar(sums, scales, residuals, v, count, bound, kept + found);
}

static double score(const float *left, const float *right, size_t dimensions) {
  float64x2_t lanes[8];
  for (size_t j = 0; j < 8; j++) lanes[j] = vdupq_n_f64(0);
  for (size_t i = 0; i < dimensions; i += 16) {
    for (size_t j = 0; j < 8; j += 2) {
      float32x4_t l = vld1q_f32(left + i + 2 * j), r = vld1q_f32(right + i + 2 * j);
      float64x2_t near = vmulq_f64(vcvt_f64_f32(vget_low_f32(l)), vcvt_f64_f32(vget_low_f32(r)));
      lanes[j] = vaddq_f64(lanes[j], near);
      lanes[j + 1] = vaddq_f64(lanes[j + 1], vmulq_f64(vcvt_high_f64_f32(l), vcvt_high_f64_f32(r)));
    }
  }
  for (size_t half = 4; half > 0; half /= 2) {
    for (size_t j = 0; j < half; j++) lanes[j] = vaddq_f64(lanes[j], lanes[j + half]);
  }
  return vgetq_lane_f64(lanes[0], 0) + vgetq_lane_f64(lanes[0], 1);
}

static uint64_t read_pass(const void *memory, size_t bytes, size_t streams) {
  const uint64_t *words = memory;
  size_t length = bytes / 8 / streams;
  uint64x2_t mixed = vdupq_n_u64(0);
  for (size_t i = 0; i < length; i += 2) {
    for (size_t s = 0; s < streams; s++) mixed = veorq_u64(mixed, vld1q_u64(words + s * length + i));
  }
  return vgetq_lane_u64(mixed, 0) ^ vgetq_lane_u64(mixed, 1);
}

const cvk_kernels cvk_neon_kernels = {dots_plain, dots_at_plain, dots_many_plain, keep, score, read_pass};
const cvk_kernels cvk_neon_dotprod_kernels = {
  dots_dotprod, dots_at_dotprod, dots_many_dotprod, keep, score, read_pass,
};
#endif
