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

// How PlateMatching spreads variants of plates (a plate, or a plate without one symbol) over rows of cells.
// A variant is a number in the base of an alphabet, below 2 to the power of 64 - shift. A bijection mixes it,
// held in the upper bits of a word; from there come its row and, the lowest of them on top of its cells, its
// tag: row and tag together are the variant.
typedef struct cvk_scatter {
  uint64_t seed;
  uint64_t base;
  uint64_t row_count;
  uint64_t mask;
  uint8_t shift;
  uint8_t half;
  uint8_t tag_shift;
} cvk_scatter;

typedef struct cvk_place {
  uint64_t tag;
  uint64_t row;
} cvk_place;

static inline cvk_place cvk_scattered(const cvk_scatter *scatter, uint64_t code) {
  uint64_t key = ((code ^ scatter->seed) << scatter->shift) * 0x9E3779B97F4A7C15u;
  key ^= key >> scatter->half & scatter->mask;
  key *= 0xD6E8FEB86659FD93u;
  uint64_t row = (uint64_t)((unsigned __int128)key * scatter->row_count >> 64);
  return (cvk_place){key >> scatter->shift << scatter->tag_shift, row};
}

// Row r has the cells from rows[r] to rows[r + 1]; numbers beyond `cell_count` count as that.
typedef struct cvk_shelf {
  cvk_scatter scatter;
  uint32_t cell_count;
  const uint32_t *rows;
  const uint64_t *cells;
} cvk_shelf;

enum { CVK_VARIANTS_MAX = 10 };

// One variant of a read and what is left of its row; `place` says which symbol is missing in it, -1 for none.
typedef struct cvk_probe {
  uint64_t tag;
  uint32_t at;
  uint32_t end;
  int32_t place;
} cvk_probe;

typedef struct cvk_hit {
  uint64_t cell;
  int64_t place;
} cvk_hit;

// The different variants of a read of `count` symbols (7 bits each in `key`, 9 at most): itself if `whole`,
// without each symbol whose bit is set in `places`. Returns how many there are; has their memory fetched.
size_t cvk_aim(
    const cvk_shelf *shelf, uint64_t key, size_t count, uint32_t places, bool whole, cvk_probe *probes);

// Cells whose tag is a probe's, `limit` at most; to be asked again from `next` as long as it returns `limit`.
size_t cvk_hits(
    const cvk_shelf *shelf, cvk_probe *probes, size_t count, size_t *next, cvk_hit *hits, size_t limit);

// Overwrites memory with zeros; the compiler may not leave it out.
void cvk_wipe(void *memory, size_t bytes);

// Zeroed, 64-byte aligned memory, in large pages where the system has them; NULL when there is none.
void *cvk_allocate(size_t bytes);
void cvk_free(void *memory);

// Reads one byte of each 4 KiB, the smallest page there is: nobody waits later for the kernel to map it.
void cvk_touch(const void *memory, size_t bytes);

// Reads every byte once, in 1 or 4 streams, and mixes all words; for measuring what memory gives one core.
// `bytes` by 64 for each stream.
uint64_t cvk_read_pass(cvk_level level, const void *memory, size_t bytes, size_t streams);
