/*
 * libsvm_container.a: what a native executable asks about the limits of the container it runs in. Read from the files of
 * cgroup v2, or of v1 where there is no v2, as cgroups(7) and the kernel's documentation describe them. Of the limits on
 * the way from the process's own group up to the root, the tightest holds.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOT "/sys/fs/cgroup"
#define NONE (-1L)

/* Reads up to two numbers; "max" is no limit. Answers how many were read. */
static int read_numbers(const char *directory, const char *file, long numbers[2]) {
    char path[PATH_MAX], text[128];
    if (snprintf(path, sizeof path, "%s/%s", directory, file) >= (int) sizeof path) {
        return 0;
    }
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        return 0;
    }
    int count = 0;
    if (fgets(text, sizeof text, f) != NULL) {
        for (char *at = text, *word; count < 2 && (word = strsep(&at, " \n")) != NULL && *word != '\0'; count++) {
            numbers[count] = strcmp(word, "max") == 0 ? NONE : strtol(word, NULL, 10);
        }
    }
    fclose(f);
    return count;
}

/* The group of the process for a controller of v1, or "" for v2; "/" where there is none. */
static void own_group(const char *controller, char group[PATH_MAX]) {
    char line[PATH_MAX];
    strcpy(group, "/");
    FILE *f = fopen("/proc/self/cgroup", "re");
    if (f == NULL) {
        return;
    }
    while (fgets(line, sizeof line, f) != NULL) { /* number:controller,controller:/group */
        char *rest = line, *name;
        strsep(&rest, ":");
        char *names = strsep(&rest, ":");
        if (rest == NULL) {
            continue;
        }
        rest[strcspn(rest, "\n")] = '\0';
        while ((name = strsep(&names, ",")) != NULL) {
            if (strcmp(name, controller) == 0) {
                strcpy(group, rest);
            }
        }
    }
    fclose(f);
}

typedef long (*limit_in)(const char *directory);

/*
 * The tightest limit from the own group to the root of the hierarchy. In a container the path of the own group may be that
 * outside of it; its directories are then not there, and the root is the container's own group.
 */
static long tightest(const char *mount, const char *controller, limit_in limit) {
    char group[PATH_MAX], directory[2 * PATH_MAX];
    long lowest = NONE;
    own_group(controller, group);
    for (;;) {
        snprintf(directory, sizeof directory, "%s%s", mount, strcmp(group, "/") == 0 ? "" : group);
        long here = limit(directory);
        if (here != NONE && (lowest == NONE || here < lowest)) {
            lowest = here;
        }
        char *parent = strrchr(group, '/');
        if (parent == NULL || strcmp(group, "/") == 0) {
            return lowest;
        }
        parent[parent == group] = '\0';
    }
}

static int is_v2(void) {
    return access(ROOT "/cgroup.controllers", R_OK) == 0;
}

/* --- memory ------------------------------------------------------------------------------------------------------ */

static long machine_memory(void) {
    return sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
}

static long memory_v2(const char *directory) {
    long n[2];
    return read_numbers(directory, "memory.max", n) > 0 ? n[0] : NONE;
}

static long memory_v1(const char *directory) {
    long n[2];
    return read_numbers(directory, "memory.limit_in_bytes", n) > 0 ? n[0] : NONE;
}

long svm_container_memory_limit_in_bytes(void) {
    long limit = is_v2() ? tightest(ROOT, "", memory_v2) : tightest(ROOT "/memory", "memory", memory_v1);
    return limit >= machine_memory() ? NONE : limit; /* v1 writes "no limit" as a number */
}

unsigned long svm_container_physical_memory(void) {
    long limit = svm_container_memory_limit_in_bytes();
    return (unsigned long) (limit == NONE ? machine_memory() : limit);
}

/* --- processors -------------------------------------------------------------------------------------------------- */

static int usable_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : (int) sysconf(_SC_NPROCESSORS_ONLN);
}

/* Processors, a part of one counted as one. */
static long quota(long runtime, long period) {
    return runtime <= 0 || period <= 0 ? NONE : (runtime + period - 1) / period;
}

static long processors_v2(const char *directory) {
    long n[2];
    return read_numbers(directory, "cpu.max", n) == 2 ? quota(n[0], n[1]) : NONE;
}

static long processors_v1(const char *directory) {
    long runtime[2], period[2];
    return read_numbers(directory, "cpu.cfs_quota_us", runtime) > 0 && read_numbers(directory, "cpu.cfs_period_us", period) > 0
            ? quota(runtime[0], period[0]) : NONE;
}

int svm_container_active_processor_count(void) {
    long limit = is_v2() ? tightest(ROOT, "", processors_v2) : tightest(ROOT "/cpu", "cpu", processors_v1);
    int usable = usable_processors();
    return limit == NONE || limit > usable ? usable : (int) limit;
}

/* --- the rest ---------------------------------------------------------------------------------------------------- */

/* Answers whether there are limits: 1 or 0. All of the above is asked only where there are. */
int svm_container_initialize(int version) {
    (void) version;
    return svm_container_memory_limit_in_bytes() != NONE || svm_container_active_processor_count() < usable_processors();
}

/* For statistics that nobody here asks for. */
#define NOT_TOLD(function) long function(void) { return NONE; }

NOT_TOLD(svm_container_memory_and_swap_limit_in_bytes)
NOT_TOLD(svm_container_memory_soft_limit_in_bytes)
NOT_TOLD(svm_container_memory_usage_in_bytes)
NOT_TOLD(svm_container_memory_max_usage_in_bytes)
NOT_TOLD(svm_container_rss_usage_in_bytes)
NOT_TOLD(svm_container_cache_usage_in_bytes)
