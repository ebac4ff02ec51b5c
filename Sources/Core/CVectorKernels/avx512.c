#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx2,avx512f,avx512bw,avx512vnni")))
#define INLINE static inline __attribute__((always_inline, target("avx2,avx512f,avx512bw,avx512vnni")))

// VPDPBUSD adds four products of unsigned codes and signed probe codes to 32 bits: nothing can overflow.

INLINE __m512i load(const void *from) { return _mm512_loadu_si512(from); }
INLINE __m512i low(__m512i bytes) { return _mm512_and_si512(bytes, _mm512_set1_epi8(15)); }
INLINE __m512i high(__m512i bytes) { return low(_mm512_srli_epi16(bytes, 4)); }

INLINE __m256i halved(__m512i sums) {
  return _mm256_add_epi32(_mm512_castsi512_si256(sums), _mm512_extracti64x4_epi64(sums, 1));
}

// Adds up each of eight vectors of sixteen sums.
INLINE __m256i folded(const __m512i s[8]) {
  __m256i a = _mm256_hadd_epi32(
      _mm256_hadd_epi32(halved(s[0]), halved(s[1])), _mm256_hadd_epi32(halved(s[2]), halved(s[3])));
  __m256i b = _mm256_hadd_epi32(
      _mm256_hadd_epi32(halved(s[4]), halved(s[5])), _mm256_hadd_epi32(halved(s[6]), halved(s[7])));
  return _mm256_add_epi32(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31));
}

// A probe of 512 dimensions stays in eight registers.
INLINE void load_probe(const int8_t *probe, size_t dimensions, __m512i *codes) {
  for (size_t i = 0; i < dimensions / 64; i++) codes[i] = load(probe + 64 * i);
}

INLINE __m512i partial(const uint8_t *row, size_t dimensions, const __m512i *probe) {
  __m512i lows = _mm512_setzero_si512(), highs = _mm512_setzero_si512();
  for (size_t group = 0; group < dimensions / 128; group++) {
    __m512i bytes = load(row + 64 * group);
    lows = _mm512_dpbusd_epi32(lows, low(bytes), probe[2 * group]);
    highs = _mm512_dpbusd_epi32(highs, high(bytes), probe[2 * group + 1]);
  }
  return _mm512_add_epi32(lows, highs);
}

// Rows come from four quarters in turn, for the same reason as in avx2.c.
INLINE void dots_of(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probe, int32_t *sums) {
  __m512i codes[8];
  load_probe(probe, dimensions, codes);
  size_t bytes = dimensions / 2, quarter = count / 8 * 2;
  for (size_t v = 0; v < quarter; v += 2) {
    __m512i s[8];
    for (size_t r = 0; r < 8; r++) s[r] = _mm512_setzero_si512();
    for (size_t group = 0; group < dimensions / 128; group++) {
      for (size_t r = 0; r < 8; r++) {
        __m512i row = load(plane + (r % 4 * quarter + v + r / 4) * bytes + 64 * group);
        s[r] = _mm512_dpbusd_epi32(s[r], low(row), codes[2 * group]);
        s[r] = _mm512_dpbusd_epi32(s[r], high(row), codes[2 * group + 1]);
      }
    }
    int32_t eight[8];
    _mm256_storeu_si256((__m256i *)eight, folded(s));
    for (size_t r = 0; r < 4; r++) {
      sums[r * quarter + v] = eight[r];
      sums[r * quarter + v + 1] = eight[4 + r];
    }
  }
  for (size_t v = 4 * quarter; v < count; v++) {
    sums[v] = _mm512_reduce_add_epi32(partial(plane + v * bytes, dimensions, codes));
  }
}

AVX512 static void dots(
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
  __m512i codes[8];
  load_probe(probe, dimensions, codes);
  for (size_t v = 0; v < count; v++) {
    if (v + 8 < count) {
      const char *next = (const char *)plane + (size_t)positions[v + 8] * (dimensions / 2);
      for (size_t line = 0; line < dimensions / 2; line += 64) _mm_prefetch(next + line, _MM_HINT_T0);
    }
    const uint8_t *row = plane + (size_t)positions[v] * (dimensions / 2);
    sums[v] = _mm512_reduce_add_epi32(partial(row, dimensions, codes));
  }
}

AVX512 static void dots_at(
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
  for (size_t at = 0; at < 4 * (dimensions / 2); at += 64) {
    __m512i bytes = load(row + at);
    _mm512_storeu_si512(codes + 2 * at, low(bytes));
    _mm512_storeu_si512(codes + 2 * at + 64, high(bytes));
  }
}

// Four rows by four probes, in sixteen of the 32 registers.
INLINE void tile(
    const uint8_t *codes, size_t dimensions, const int8_t *const probes[4], int32_t *const to[4]) {
  __m512i s[16];
  for (size_t i = 0; i < 16; i++) s[i] = _mm512_setzero_si512();
  for (size_t at = 0; at < dimensions; at += 64) {
    __m512i rows[4];
    for (size_t r = 0; r < 4; r++) rows[r] = load(codes + r * dimensions + at);
    for (size_t p = 0; p < 4; p++) {
      __m512i probe = load(probes[p] + at);
      for (size_t r = 0; r < 4; r++) s[4 * p + r] = _mm512_dpbusd_epi32(s[4 * p + r], rows[r], probe);
    }
  }
  for (size_t p = 0; p < 4; p += 2) {
    __m256i sums = folded(s + 4 * p);
    _mm_storeu_si128((__m128i *)to[p], _mm256_castsi256_si128(sums));
    _mm_storeu_si128((__m128i *)to[p + 1], _mm256_extracti128_si256(sums, 1));
  }
}

INLINE void dots_many_of(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes, size_t probe_count,
    int32_t *sums, size_t stride) {
  _Alignas(64) uint8_t codes[4 * 512];
  size_t whole = count / 4 * 4;
  for (size_t v = 0; v < whole; v += 4) {
    decode4(plane + v * (dimensions / 2), dimensions, codes);
    for (size_t p = 0; p < probe_count; p += 4) {
      const int8_t *from[4];
      int32_t *to[4];
      for (size_t i = 0; i < 4; i++) {
        // What is missing of four probes is made up by the last one.
        size_t q = p + i < probe_count ? p + i : probe_count - 1;
        from[i] = probes + q * dimensions;
        to[i] = sums + q * stride + v;
      }
      tile(codes, dimensions, from, to);
    }
  }
  for (size_t p = 0; p < probe_count; p++) {
    dots_of(
        plane + whole * (dimensions / 2), count - whole, dimensions, probes + p * dimensions,
        sums + p * stride + whole);
  }
}

AVX512 static void dots_many(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes, size_t probe_count,
    int32_t *sums, size_t stride) {
  switch (dimensions) {
    case 512: dots_many_of(plane, count, 512, probes, probe_count, sums, stride); break;
    case 256: dots_many_of(plane, count, 256, probes, probe_count, sums, stride); break;
    default: dots_many_of(plane, count, 128, probes, probe_count, sums, stride); break;
  }
}

AVX512 static uint64_t read_pass(const void *memory, size_t bytes, size_t streams) {
  const uint8_t *from = memory;
  size_t length = bytes / streams;
  __m512i mixed = _mm512_setzero_si512();
  for (size_t at = 0; at < length; at += 64) {
    for (size_t s = 0; s < streams; s++) mixed = _mm512_xor_si512(mixed, load(from + s * length + at));
  }
  uint64_t words[8], all = 0;
  _mm512_storeu_si512(words, mixed);
  for (size_t i = 0; i < 8; i++) all ^= words[i];
  return all;
}

// Single and double precision gain nothing from wider registers here: they take AVX2's.
const cvk_kernels cvk_avx512_kernels = {
  dots, dots_at, dots_many, cvk_keep_avx2, cvk_score_avx2, read_pass,
};
#endif
