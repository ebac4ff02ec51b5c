#include "CVectorKernels.h"

static uint32_t least(uint32_t one, uint32_t other) { return one < other ? one : other; }

size_t cvk_aim(
    const cvk_shelf *shelf, uint64_t key, size_t count, uint32_t places, bool whole, cvk_probe *probes) {
  cvk_scatter scatter = shelf->scatter;
  uint64_t rows[CVK_VARIANTS_MAX];
  // The number of what stands behind a place, one place nearer, and of what stands before it.
  uint64_t behind = 0, before = 0, power = 1;
  for (size_t place = 1; place < count; place++) {
    behind += (key >> (7 * place) & 127) * power;
    power *= scatter.base;
  }
  size_t found = 0;
  if (whole) {
    cvk_place at = cvk_scattered(&scatter, (key & 127) + scatter.base * behind);
    probes[found] = (cvk_probe){.tag = at.tag, .place = -1};
    rows[found++] = at.row;
  }
  uint64_t last = 0, rest = key;
  power = 1;
  for (size_t place = 0; place < count; place++) {
    uint64_t symbol = rest & 127;
    // Without either of two equal neighbours, what is left is the same.
    if (symbol != last && (places >> place & 1) != 0) {
      cvk_place at = cvk_scattered(&scatter, before + behind);
      probes[found] = (cvk_probe){.tag = at.tag, .place = (int32_t)place};
      rows[found++] = at.row;
    }
    rest >>= 7;
    before += symbol * power;
    behind -= (rest & 127) * power;
    power *= scatter.base;
    last = symbol;
  }
  // All row numbers are on their way before one is used, then all cells.
  for (size_t i = 0; i < found; i++) {
    uint32_t at = least(shelf->rows[rows[i]], shelf->cell_count);
    uint32_t end = least(shelf->rows[rows[i] + 1], shelf->cell_count);
    // The rows of a damaged table may go backwards: those are empty.
    probes[i].at = at;
    probes[i].end = end < at ? at : end;
    __builtin_prefetch(shelf->cells + probes[i].at);
    if (probes[i].end > probes[i].at) __builtin_prefetch(shelf->cells + probes[i].end - 1);
  }
  return found;
}

// How many cells from `at` on have another tag.
static inline uint32_t others(const uint64_t *cells, uint32_t at, uint32_t end, uint64_t tag, uint64_t mask) {
  uint32_t from = at;
  for (; end - at >= 4; at += 4) {
    if (((cells[at] ^ tag) & mask) == 0) return at - from;
    if (((cells[at + 1] ^ tag) & mask) == 0) return at + 1 - from;
    if (((cells[at + 2] ^ tag) & mask) == 0) return at + 2 - from;
    if (((cells[at + 3] ^ tag) & mask) == 0) return at + 3 - from;
  }
  while (at < end && ((cells[at] ^ tag) & mask) != 0) at++;
  return at - from;
}

size_t cvk_hits(
    const cvk_shelf *shelf, cvk_probe *probes, size_t count, size_t *next, cvk_hit *hits, size_t limit) {
  const uint64_t *cells = shelf->cells;
  uint64_t mask = ~(uint64_t)0 << shelf->scatter.tag_shift;
  size_t found = 0;
  for (size_t i = *next; i < count; i++) {
    uint64_t tag = probes[i].tag;
    uint32_t at = probes[i].at, end = probes[i].end;
    // Cells of one tag lie together.
    for (at += others(cells, at, end, tag, mask); at < end && ((cells[at] ^ tag) & mask) == 0; at++) {
      if (found == limit) {
        probes[i].at = at;
        *next = i;
        return found;
      }
      hits[found++] = (cvk_hit){cells[at], probes[i].place};
    }
  }
  *next = count;
  return found;
}
