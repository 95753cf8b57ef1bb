// To be preloaded (LD_PRELOAD): adds the seconds in the file CLOCK_OFFSET_FILE to CLOCK_REALTIME.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
  const int result = real(id, now);
  const char *name = getenv("CLOCK_OFFSET_FILE");
  FILE *file = id == CLOCK_REALTIME && name ? fopen(name, "r") : NULL;
  long offset = 0;
  if (!file) return result;
  if (fscanf(file, "%ld", &offset) == 1) now->tv_sec += offset;
  fclose(file);
  return result;
}
