/* receive_floor SIZE COUNT none|hot|kept|fresh|huge ROUNDS: what it costs to receive COUNT messages of SIZE bytes over loopback, 64 KB a
 * read, 256 of them underway and acknowledged with 32 bytes each, when all that is done with them is one copy: none, to the same
 * megabyte again and again, to the same pages in each round, to pages that nobody touched before, or to huge ones of these. Prints the
 * processor time a message took for each round. cc -O2 -o receive_floor receive_floor.c */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { UNDERWAY = 256, A_WRITE = 4, ACK_BYTES = 32, READ_BYTES = 64 * 1024, HOT_BYTES = 1 << 20, SLACK = 2 << 20 };

static size_t size, count, rounds;

static void die(const char *why) { perror(why); exit(2); }

static double cpu_seconds(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

/* Writes as long as fewer than UNDERWAY are not acknowledged. */
static void publish(struct sockaddr_in *to) {
    int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (connect(s, (void *) to, sizeof *to)) die("connect");
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    char *messages = calloc(A_WRITE, size), acks[READ_BYTES];
    size_t sent = 0, acked = 0, part = 0, total = count * rounds;
    while (acked < total) {
        while (sent < total && sent - acked <= UNDERWAY - A_WRITE) {
            size_t n = total - sent < A_WRITE ? total - sent : A_WRITE;
            for (size_t at = 0; at < n * size;) {
                ssize_t k = write(s, messages + at, n * size - at);
                if (k <= 0) die("write");
                at += k;
            }
            sent += n;
        }
        ssize_t k = read(s, acks, sizeof acks);
        if (k <= 0) die("read of acknowledgements");
        part += k;
        acked += part / ACK_BYTES;
        part %= ACK_BYTES;
    }
}

static char *pages(size_t bytes, int huge) {
    char *p = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) die("mmap");
    madvise(p, bytes, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    return p;
}

int main(int argc, char **argv) {
    if (argc != 5) return 1;
    size = atol(argv[1]); count = atol(argv[2]); rounds = atol(argv[4]);
    int copies = strcmp(argv[3], "none"), hot = !strcmp(argv[3], "hot"), huge = !strcmp(argv[3], "huge");
    int anew = huge || !strcmp(argv[3], "fresh");
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (bind(listener, (void *) &at, sizeof at) || listen(listener, 1) || getsockname(listener, (void *) &at, &length)) die("listen");
    if (!fork()) { publish(&at); _exit(0); }
    int s = accept(listener, 0, 0);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    size_t bytes = count * size, area = (hot ? HOT_BYTES : bytes) + SLACK;
    char *to = 0, *in = malloc(READ_BYTES), *acks = calloc(READ_BYTES, ACK_BYTES);
    for (size_t r = 0; r < rounds; r++) {
        double cpu = cpu_seconds(), begin = seconds();
        if (to && anew) { munmap(to, area); to = 0; }
        if (!to) to = pages(area, huge);
        for (size_t got = 0, put = 0, acked = 0; got < bytes;) {
            ssize_t n = read(s, in, bytes - got < READ_BYTES ? bytes - got : READ_BYTES);
            if (n <= 0) die("read");
            if (copies) {
                if (put + n > area) put = 0;
                memcpy(to + put, in, n);
                put += n;
            }
            got += n;
            size_t more = got / size - acked;
            acked += more;
            if (more && write(s, acks, more * ACK_BYTES) < 0) die("write of acknowledgements");
        }
        printf("%s %zu: %.2f us a message, %.0f messages/s\n", argv[3], size, (cpu_seconds() - cpu) / count * 1e6, count / (seconds() - begin));
        fflush(stdout);
    }
    close(s);
    wait(0);
    return 0;
}
