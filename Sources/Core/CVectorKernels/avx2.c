#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF

#define AVX2 __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline, target("avx2")))

// Products of a code (0...15) and a probe code pair up to 2 * 15 * 127 = 3810 in 16 bits; eight such pairs,
// one for each 64 of 512 dimensions, reach 30480 and cannot overflow.

INLINE __m256i load(const void *from) { return _mm256_loadu_si256((const __m256i *)from); }
INLINE __m256i low(__m256i bytes) { return _mm256_and_si256(bytes, _mm256_set1_epi8(15)); }
INLINE __m256i high(__m256i bytes) { return low(_mm256_srli_epi16(bytes, 4)); }
INLINE __m256i widened(__m256i pairs) { return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)); }

// Adds up each of eight vectors of eight sums.
INLINE __m256i folded(const __m256i s[8]) {
  __m256i a = _mm256_hadd_epi32(_mm256_hadd_epi32(s[0], s[1]), _mm256_hadd_epi32(s[2], s[3]));
  __m256i b = _mm256_hadd_epi32(_mm256_hadd_epi32(s[4], s[5]), _mm256_hadd_epi32(s[6], s[7]));
  return _mm256_add_epi32(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31));
}

// `rows` rows at once, `gap` bytes apart, share each load of the probe.
INLINE void partial(
    const uint8_t *row, size_t gap, size_t dimensions, const int8_t *probe, size_t rows, __m256i *sums) {
  __m256i lows[4], highs[4];
  for (size_t r = 0; r < rows; r++) lows[r] = highs[r] = _mm256_setzero_si256();
  for (size_t at = 0; at < dimensions / 2; at += 32) {
    const int8_t *codes = probe + at / 64 * 128 + at % 64;
    __m256i near = load(codes), far = load(codes + 64);
    for (size_t r = 0; r < rows; r++) {
      __m256i bytes = load(row + r * gap + at);
      lows[r] = _mm256_add_epi16(lows[r], _mm256_maddubs_epi16(low(bytes), near));
      highs[r] = _mm256_add_epi16(highs[r], _mm256_maddubs_epi16(high(bytes), far));
    }
  }
  for (size_t r = 0; r < rows; r++) sums[r] = _mm256_add_epi32(widened(lows[r]), widened(highs[r]));
}

INLINE int32_t total(__m256i sums) {
  __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
  return _mm_cvtsi128_si32(_mm_add_epi32(four, _mm_shuffle_epi32(four, 0xB1)));
}

// Rows come from four quarters in turn: four streams that the processor's prefetchers run ahead of keep more
// of memory's bandwidth busy than one does, or than prefetch instructions did (measured on Zen 3: 1.7 times).
INLINE void dots_of(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probe, int32_t *sums) {
  size_t bytes = dimensions / 2, quarter = count / 8 * 2;
  for (size_t v = 0; v < quarter; v += 2) {
    __m256i s[8];
    partial(plane + v * bytes, quarter * bytes, dimensions, probe, 4, s);
    partial(plane + (v + 1) * bytes, quarter * bytes, dimensions, probe, 4, s + 4);
    int32_t eight[8];
    _mm256_storeu_si256((__m256i *)eight, folded(s));
    for (size_t r = 0; r < 4; r++) {
      sums[r * quarter + v] = eight[r];
      sums[r * quarter + v + 1] = eight[4 + r];
    }
  }
  for (size_t v = 4 * quarter; v < count; v++) {
    __m256i s;
    partial(plane + v * bytes, bytes, dimensions, probe, 1, &s);
    sums[v] = total(s);
  }
}

AVX2 static void dots(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probe, int32_t *sums) {
  switch (dimensions) {
    case 512: dots_of(plane, count, 512, probe, sums); break;
    case 256: dots_of(plane, count, 256, probe, sums); break;
    default: dots_of(plane, count, 128, probe, sums); break;
  }
}

INLINE void dots_at_of(
    const uint8_t *plane, const uint32_t *positions, size_t count, size_t dimensions, const int8_t *probe,
    int32_t *sums) {
  for (size_t v = 0; v < count; v++) {
    if (v + 8 < count) {
      const char *next = (const char *)plane + (size_t)positions[v + 8] * (dimensions / 2);
      for (size_t line = 0; line < dimensions / 2; line += 64) _mm_prefetch(next + line, _MM_HINT_T0);
    }
    __m256i s;
    partial(plane + (size_t)positions[v] * (dimensions / 2), 0, dimensions, probe, 1, &s);
    sums[v] = total(s);
  }
}

AVX2 static void dots_at(
    const uint8_t *plane, const uint32_t *positions, size_t count, size_t dimensions, const int8_t *probe,
    int32_t *sums) {
  switch (dimensions) {
    case 512: dots_at_of(plane, positions, count, 512, probe, sums); break;
    case 256: dots_at_of(plane, positions, count, 256, probe, sums); break;
    default: dots_at_of(plane, positions, count, 128, probe, sums); break;
  }
}

// Four rows, one byte a code, in the order of the dimensions.
INLINE void decode4(const uint8_t *row, size_t dimensions, uint8_t *codes) {
  for (size_t at = 0; at < 4 * (dimensions / 2); at += 32) {
    __m256i bytes = load(row + at);
    uint8_t *to = codes + at / 64 * 128 + at % 64;
    _mm256_store_si256((__m256i *)to, low(bytes));
    _mm256_store_si256((__m256i *)(to + 64), high(bytes));
  }
}

// Four rows by two probes. 256 dimensions fill 16 bits no further than eight pairs do.
INLINE void tile(
    const uint8_t *codes, size_t dimensions, const int8_t *first, const int8_t *second, int32_t *to_first,
    int32_t *to_second) {
  __m256i s[8];
  size_t step = dimensions < 256 ? dimensions : 256;
  for (size_t begin = 0; begin < dimensions; begin += step) {
    __m256i pairs[8];
    for (size_t r = 0; r < 8; r++) pairs[r] = _mm256_setzero_si256();
    for (size_t at = begin; at < begin + step; at += 32) {
      __m256i one = load(first + at), two = load(second + at);
      for (size_t r = 0; r < 4; r++) {
        __m256i row = load(codes + r * dimensions + at);
        pairs[r] = _mm256_add_epi16(pairs[r], _mm256_maddubs_epi16(row, one));
        pairs[r + 4] = _mm256_add_epi16(pairs[r + 4], _mm256_maddubs_epi16(row, two));
      }
    }
    for (size_t r = 0; r < 8; r++) {
      s[r] = begin == 0 ? widened(pairs[r]) : _mm256_add_epi32(s[r], widened(pairs[r]));
    }
  }
  __m256i sums = folded(s);
  _mm_storeu_si128((__m128i *)to_first, _mm256_castsi256_si128(sums));
  _mm_storeu_si128((__m128i *)to_second, _mm256_extracti128_si256(sums, 1));
}

INLINE void dots_many_of(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes, size_t probe_count,
    int32_t *sums, size_t stride) {
  _Alignas(64) uint8_t codes[4 * 512];
  size_t whole = count / 4 * 4;
  for (size_t v = 0; v < whole; v += 4) {
    const uint8_t *row = plane + v * (dimensions / 2);
    // All probes pass over four rows before the next four: time enough to have those fetched.
    for (size_t line = 0; line < 4 * (dimensions / 2); line += 64) {
      _mm_prefetch((const char *)row + 4096 + line, _MM_HINT_T0);
    }
    decode4(row, dimensions, codes);
    for (size_t p = 0; p < probe_count; p += 2) {
      // An odd last probe is paired with itself.
      size_t q = p + 1 < probe_count ? p + 1 : p;
      tile(
          codes, dimensions, probes + p * dimensions, probes + q * dimensions, sums + p * stride + v,
          sums + q * stride + v);
    }
  }
  for (size_t p = 0; p < probe_count; p++) {
    dots_of(
        plane + whole * (dimensions / 2), count - whole, dimensions, probes + p * dimensions,
        sums + p * stride + whole);
  }
}

AVX2 static void dots_many(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes, size_t probe_count,
    int32_t *sums, size_t stride) {
  switch (dimensions) {
    case 512: dots_many_of(plane, count, 512, probes, probe_count, sums, stride); break;
    case 256: dots_many_of(plane, count, 256, probes, probe_count, sums, stride); break;
    default: dots_many_of(plane, count, 128, probes, probe_count, sums, stride); break;
  }
}

AVX2 size_t cvk_keep_avx2(
    const int32_t *sums, const float *scales, const float *residuals, size_t start, size_t count,
    cvk_bound bound, uint32_t *kept) {
  __m256i bias = _mm256_set1_epi32(bound.bias);
  __m256 unit = _mm256_set1_ps(bound.unit), norm = _mm256_set1_ps(bound.norm);
  __m256 cut = _mm256_set1_ps(bound.cut);
  size_t found = 0, v = start;
  for (; v + 8 <= count; v += 8) {
    __m256 whole = _mm256_cvtepi32_ps(_mm256_sub_epi32(_mm256_slli_epi32(load(sums + v), 1), bias));
    __m256 approximate = _mm256_mul_ps(_mm256_mul_ps(whole, _mm256_loadu_ps(scales + v)), unit);
    __m256 upper = _mm256_add_ps(approximate, _mm256_mul_ps(_mm256_loadu_ps(residuals + v), norm));
    unsigned mask = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(upper, cut, _CMP_GE_OQ));
    for (; mask != 0; mask &= mask - 1) kept[found++] = (uint32_t)v + (uint32_t)__builtin_ctz(mask);
  }
  return found + cvk_keep_scalar(sums, scales, residuals, v, count, bound, kept + found);
}

AVX2 double cvk_score_avx2(const float *left, const float *right, size_t dimensions) {
  __m256d lanes[4];
  for (size_t j = 0; j < 4; j++) lanes[j] = _mm256_setzero_pd();
  for (size_t i = 0; i < dimensions; i += 16) {
    for (size_t j = 0; j < 4; j++) {
      __m256d l = _mm256_cvtps_pd(_mm_loadu_ps(left + i + 4 * j));
      __m256d r = _mm256_cvtps_pd(_mm_loadu_ps(right + i + 4 * j));
      lanes[j] = _mm256_add_pd(lanes[j], _mm256_mul_pd(l, r));
    }
  }
  __m256d four = _mm256_add_pd(_mm256_add_pd(lanes[0], lanes[2]), _mm256_add_pd(lanes[1], lanes[3]));
  __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

INLINE void read_streams(const uint8_t *from, size_t length, size_t streams, __m256i mixed[4]) {
  for (size_t at = 0; at < length; at += 64) {
    for (size_t s = 0; s < streams; s++) {
      mixed[s] = _mm256_xor_si256(mixed[s], load(from + s * length + at));
      mixed[s] = _mm256_xor_si256(mixed[s], load(from + s * length + at + 32));
    }
  }
}

AVX2 static uint64_t read_pass(const void *memory, size_t bytes, size_t streams) {
  __m256i mixed[4];
  for (size_t j = 0; j < 4; j++) mixed[j] = _mm256_setzero_si256();
  if (streams == 4) {
    read_streams(memory, bytes / 4, 4, mixed);
  } else {
    read_streams(memory, bytes, 1, mixed);
  }
  __m256i all = _mm256_xor_si256(
      _mm256_xor_si256(mixed[0], mixed[1]), _mm256_xor_si256(mixed[2], mixed[3]));
  return (uint64_t)(_mm256_extract_epi64(all, 0) ^ _mm256_extract_epi64(all, 1)
      ^ _mm256_extract_epi64(all, 2) ^ _mm256_extract_epi64(all, 3));
}

const cvk_kernels cvk_avx2_kernels = {dots, dots_at, dots_many, cvk_keep_avx2, cvk_score_avx2, read_pass};
#endif
