#pragma once
#include <pthread.h>
#include <stdint.h>
#include <sys/timex.h>
#include <time.h>

// Whether the kernel believes its civil clock (adjtimex(2)): 1 or 0; -1 when it may not be asked (a
// sandbox).
static inline int gh_clock_is_synchronised(void) {
  struct timex state = {0};
  int answer = adjtimex(&state);
  if (answer == -1) return -1;
  return answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}

// The same, and what the kernel still has to correct and may be wrong by, both in nanoseconds.
static inline int gh_clock_state(int64_t *offset, int64_t *error_max) {
  struct timex state = {0};
  int answer = adjtimex(&state);
  if (answer == -1) return -1;
  *offset = (int64_t)state.offset * (state.status & STA_NANO ? 1 : 1000);
  *error_max = (int64_t)state.maxerror * 1000;
  return answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}

// Nanoseconds of a clock; clock_gettime(2) cannot fail for the clocks used here.
static inline int64_t gh_clock_nanoseconds(clockid_t clock) {
  struct timespec time = {0};
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Waits on a condition whose clock is CLOCK_MONOTONIC for at most so many nanoseconds; ETIMEDOUT when
// they passed.
static inline int gh_condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t nanoseconds) {
  int64_t until = gh_clock_nanoseconds(CLOCK_MONOTONIC) + (nanoseconds > 0 ? nanoseconds : 0);
  struct timespec deadline = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
  return pthread_cond_timedwait(condition, mutex, &deadline);
}
