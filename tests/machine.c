/* Preloaded into one process (LD_PRELOAD): a machine whose clocks a test sets and whose disk it
   breaks, by the numbers in the file that MACHINE names; see machine.py. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile struct {
    int64_t set;    /* seconds the wall clock was set forward */
    int64_t asleep; /* seconds the machine has slept: CLOCK_MONOTONIC does not know of them */
    int64_t failing; /* whether the disk says EIO when asked to keep what was written */
} *machine;

__attribute__((constructor)) static void watch(void)
{
    int file = open(getenv("MACHINE"), O_RDONLY | O_CLOEXEC);
    machine = mmap(NULL, sizeof *machine, PROT_READ, MAP_SHARED, file, 0);
    if (machine == MAP_FAILED)
        abort();
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *at)
{
    int failed = syscall(SYS_clock_gettime, clock, at);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        at->tv_sec += machine->set + machine->asleep;
    if (!failed && clock == CLOCK_BOOTTIME)
        at->tv_sec += machine->asleep;
    return failed;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
    int failed = syscall(SYS_gettimeofday, at, zone);
    if (!failed)
        at->tv_sec += machine->set + machine->asleep;
    return failed;
}

time_t time(time_t *at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}

static int kept(long call, int file)
{
    if (!machine->failing)
        return syscall(call, file);
    errno = EIO;
    return -1;
}

int fsync(int file) { return kept(SYS_fsync, file); }
int fdatasync(int file) { return kept(SYS_fdatasync, file); }
