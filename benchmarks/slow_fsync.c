/* A disk that takes 3 ms longer for every flush: for `bench_vote.py`, by LD_PRELOAD.
   Flushes are slow while the file named by SLOW_FSYNC is there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_if_slow(void) {
    const char *flag = getenv("SLOW_FSYNC");
    if (flag != NULL && access(flag, F_OK) == 0) usleep(3000);
}

int fsync(int file) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_if_slow();
    return real(file);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_if_slow();
    return real(file);
}
