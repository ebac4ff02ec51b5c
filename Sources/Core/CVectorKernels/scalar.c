#include "kernels.h"

// The level that defines what the others must answer. No product may be fused with a sum in `keep`.
#pragma STDC FP_CONTRACT OFF

static int32_t dot(const uint8_t *row, size_t dimensions, const int8_t *probe) {
  int32_t sum = 0;
  for (size_t group = 0; group < dimensions / 128; group++) {
    for (size_t j = 0; j < 64; j++) {
      uint8_t byte = row[64 * group + j];
      sum += (byte & 15) * probe[128 * group + j] + (byte >> 4) * probe[128 * group + 64 + j];
    }
  }
  return sum;
}

static void dots(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probe, int32_t *sums) {
  for (size_t v = 0; v < count; v++) sums[v] = dot(plane + v * (dimensions / 2), dimensions, probe);
}

static void dots_at(
    const uint8_t *plane, const uint32_t *positions, size_t count, size_t dimensions, const int8_t *probe,
    int32_t *sums) {
  for (size_t v = 0; v < count; v++) {
    sums[v] = dot(plane + (size_t)positions[v] * (dimensions / 2), dimensions, probe);
  }
}

static void dots_many(
    const uint8_t *plane, size_t count, size_t dimensions, const int8_t *probes, size_t probe_count,
    int32_t *sums, size_t stride) {
  for (size_t p = 0; p < probe_count; p++) {
    dots(plane, count, dimensions, probes + p * dimensions, sums + p * stride);
  }
}

size_t cvk_keep_scalar(
    const int32_t *sums, const float *scales, const float *residuals, size_t start, size_t count,
    cvk_bound bound, uint32_t *kept) {
  size_t found = 0;
  for (size_t v = start; v < count; v++) {
    float whole = (float)(2 * sums[v] - bound.bias);
    float approximate = (whole * scales[v]) * bound.unit;
    float missed = residuals[v] * bound.norm;
    if (approximate + missed >= bound.cut) kept[found++] = (uint32_t)v;
  }
  return found;
}

static double score(const float *left, const float *right, size_t dimensions) {
  double lanes[16] = {0};
  for (size_t i = 0; i < dimensions; i += 16) {
    for (size_t j = 0; j < 16; j++) lanes[j] += (double)left[i + j] * (double)right[i + j];
  }
  for (size_t half = 8; half > 0; half /= 2) {
    for (size_t j = 0; j < half; j++) lanes[j] += lanes[j + half];
  }
  return lanes[0];
}

static uint64_t read_pass(const void *memory, size_t bytes, size_t streams) {
  const uint64_t *words = memory;
  size_t length = bytes / 8 / streams;
  uint64_t mixed[4] = {0};
  for (size_t i = 0; i < length; i += 4) {
    for (size_t stream = 0; stream < streams; stream++) {
      for (size_t j = 0; j < 4; j++) mixed[j] ^= words[stream * length + i + j];
    }
  }
  return mixed[0] ^ mixed[1] ^ mixed[2] ^ mixed[3];
}

const cvk_kernels cvk_scalar_kernels = {dots, dots_at, dots_many, cvk_keep_scalar, score, read_pass};
