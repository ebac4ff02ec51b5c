#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Kernels over vectors of 128, 256 or 512 dimensions. Every level answers bit for bit what CVK_SCALAR
// answers.
//
// A plane holds one 4-bit code for each dimension, dimensions / 2 bytes a row, rows without gaps, 64-byte
// aligned. Byte j of the 64-byte group g holds dimension 128 g + j in its low and 128 g + 64 + j in its high
// nibble. Probe codes are int8 in the order of the dimensions, within -127...127.

typedef enum cvk_level {
  CVK_SCALAR = 0,
  CVK_AVX2 = 1,
  CVK_AVX512_VNNI = 2,
  CVK_NEON = 3,
  CVK_NEON_DOTPROD = 4,
} cvk_level;

enum { CVK_PROBES_MAX = 16 };

// Whether this program was built with the level and this processor has it.
bool cvk_is_available(cvk_level level);

// sums[v] = sum over i of probe[i] * code[v][i], for `count` rows from `plane`.
void cvk_dots(
    cvk_level level, const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probe,
    int32_t *sums);

// The same for the rows at `positions`.
void cvk_dots_at(
    cvk_level level, const uint8_t *plane, const uint32_t *positions, size_t count, size_t dimensions,
    const int8_t *probe, int32_t *sums);

// The same for up to CVK_PROBES_MAX probes, one after the other; sums of probe p begin at sums + p * stride.
void cvk_dots_many(
    cvk_level level, const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes,
    size_t probe_count, int32_t *sums, size_t stride);

// What turns a sum into an upper bound of a score, in single precision and in this order of rounding:
// (float(2 sum - bias) * scale[v]) * unit + residual[v] * norm.
typedef struct cvk_bound {
  int32_t bias;
  float unit;
  float norm;
  float cut;
} cvk_bound;

// Writes the indices v, ascending, whose upper bound is at least `cut`; `kept` has room for `count`.
size_t cvk_keep(
    cvk_level level, const int32_t *sums, const float *scales, const float *residuals, size_t count,
    cvk_bound bound, uint32_t *kept);

// The score: products in double precision (exact, of two floats), summed in 16 lanes, lane = i mod 16 in
// ascending order of i, then lanes folded by halves (8, 4, 2, 1).
double cvk_score(cvk_level level, const float *left, const float *right, size_t dimensions);

// Codes `values` on the grid (code - 7.5) * step into a row of a plane, and leaves in `values` what the codes
// miss; `row` NULL codes nothing and leaves `values`. Returns the sum of squares of what is missed.
double cvk_encode(double *values, size_t dimensions, double step, uint8_t *row);

// Overwrites memory with zeros; the compiler may not leave it out.
void cvk_wipe(void *memory, size_t bytes);

// Zeroed, 64-byte aligned memory, in large pages where the system has them; NULL when there is none.
void *cvk_allocate(size_t bytes);
void cvk_free(void *memory);

// Reads every byte once, in 1 or 4 streams, and mixes all words; for measuring what memory gives one core.
// `bytes` by 64 for each stream.
uint64_t cvk_read_pass(cvk_level level, const void *memory, size_t bytes, size_t streams);
