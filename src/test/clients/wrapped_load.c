/* wrapped_load PORT PID plain|tls|ws|wss SIZE SECONDS: one publisher and one subscriber of a NATS server on this machine, over TCP,
 * TLS, WebSocket or both. Prints one JSON line: messages a second and the server's processor time per million of them, taken from
 * /proc/PID/task. cc -O2 -o wrapped_load wrapped_load.c -lssl -lcrypto -lpthread */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BATCH_BYTES = 32 * 1024, READ_BYTES = 256 * 1024, MOST_UNDERWAY_BYTES = 4 << 20, WARM_SECONDS = 2 };

struct wire { int fd; SSL *ssl; int ws; };

static int port, size; static const char *mode;
static atomic_long sent, received; static atomic_int stop;

static void die(const char *why) { perror(why); exit(2); }

static int wire_read(struct wire *w, char *to, int n) { return w->ssl ? SSL_read(w->ssl, to, n) : (int) read(w->fd, to, n); }

static void wire_write(struct wire *w, const char *from, int n) {
    while (n > 0) {
        int k = w->ssl ? SSL_write(w->ssl, from, n) : (int) write(w->fd, from, n);
        if (k <= 0) die("write");
        from += k; n -= k;
    }
}

/* The bytes as they are, or as one masked frame. */
static int wrap(struct wire *w, char *to, const char *from, int n) {
    int h = 0;
    if (w->ws) {
        to[h++] = (char) 0x82;
        if (n < 126) to[h++] = (char) (0x80 | n);
        else { to[h++] = (char) (0x80 | 126); to[h++] = (char) (n >> 8); to[h++] = (char) n; }
        memcpy(to + h, "\x12\x34\x56\x78", 4); h += 4;
        for (int i = 0; i < n; i++) to[h + i] = from[i] ^ "\x12\x34\x56\x78"[i & 3];
    } else memcpy(to, from, n);
    return h + n;
}

static void say(struct wire *w, const char *text) { char b[4096]; wire_write(w, b, wrap(w, b, text, (int) strlen(text))); }

static void expect(struct wire *w, const char *what) {
    char b[8192]; int n = 0;
    while (!memmem(b, n, what, strlen(what))) {
        int k = wire_read(w, b + n, (int) sizeof b - n);
        if (k <= 0) die(what);
        n += k;
    }
}

static struct wire wire_open(void) {
    struct wire w = {socket(AF_INET, SOCK_STREAM, 0), NULL, mode[0] == 'w'};
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    if (connect(w.fd, (struct sockaddr *) &a, sizeof a)) die("connect");
    setsockopt(w.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (!strcmp(mode, "tls")) { char b[4096]; if (read(w.fd, b, sizeof b) <= 0) die("INFO"); }
    if (!strcmp(mode, "tls") || !strcmp(mode, "wss")) {
        SSL_CTX *c = SSL_CTX_new(TLS_client_method());
        w.ssl = SSL_new(c); SSL_set_fd(w.ssl, w.fd);
        if (SSL_connect(w.ssl) != 1) die("handshake");
    }
    if (w.ws) {
        const char *ask = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        wire_write(&w, ask, (int) strlen(ask)); expect(&w, "101");
    }
    say(&w, "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"protocol\":1}\r\nPING\r\n");
    expect(&w, "PONG");
    return w;
}

static void *subscribe(void *arg) {
    /* Two ends of lines are a message; what wraps them holds hardly any. */
    struct wire *w = arg; char *b = malloc(READ_BYTES + 1); long ends = 0;
    b[0] = 0;
    for (;;) {
        int n = wire_read(w, b + 1, READ_BYTES);
        if (n <= 0) { if (!stop) die("read"); return NULL; }
        for (char *p = b + 1, *e = p + n; (p = memchr(p, '\n', e - p)); p++) ends += p[-1] == '\r';
        b[0] = b[n];
        atomic_store(&received, ends / 2);
    }
}

static double cpu_seconds(int pid) {
    char p[300]; double sum = 0; snprintf(p, sizeof p, "/proc/%d/task", pid);
    DIR *d = opendir(p); if (!d) die(p);
    for (struct dirent *t; (t = readdir(d));) {
        unsigned long long ns; snprintf(p, sizeof p, "/proc/%d/task/%s/schedstat", pid, t->d_name);
        FILE *f = t->d_name[0] == '.' ? NULL : fopen(p, "r");
        if (f) { if (fscanf(f, "%llu", &ns) == 1) sum += ns / 1e9; fclose(f); }
    }
    closedir(d); return sum;
}

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

static void *publish(void *arg) {
    struct wire *w = arg; char *plain = malloc(BATCH_BYTES + 2 * size + 100), *batch = malloc(BATCH_BYTES + 2 * size + 200);
    int n = 0, count = 0;
    while (n < BATCH_BYTES) { n += sprintf(plain + n, "PUB foo %d\r\n", size); memset(plain + n, 'x', size); n += size; memcpy(plain + n, "\r\n", 2); n += 2; count++; }
    n = wrap(w, batch, plain, n);
    long most = MOST_UNDERWAY_BYTES / (size + 20);
    while (!stop) {
        for (int waits = 0; sent - received > most && !stop; usleep(50))
            if (++waits > 20000) atomic_store(&sent, received);
        wire_write(w, batch, n); atomic_fetch_add(&sent, count);
    }
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 6) { fprintf(stderr, "wrapped_load PORT PID plain|tls|ws|wss SIZE SECONDS\n"); return 2; }
    port = atoi(argv[1]); int pid = atoi(argv[2]); mode = argv[3]; size = atoi(argv[4]); double seconds = atof(argv[5]);
    struct wire s = wire_open(), p = wire_open(); pthread_t ts, tp;
    say(&s, "SUB foo 1\r\nPING\r\n"); expect(&s, "PONG");
    pthread_create(&ts, NULL, subscribe, &s); pthread_create(&tp, NULL, publish, &p);
    sleep(WARM_SECONDS);
    long m0 = received; double c0 = cpu_seconds(pid), t0 = now();
    usleep((useconds_t) (seconds * 1e6));
    long m = received - m0; double c = cpu_seconds(pid) - c0, t = now() - t0;
    stop = 1;
    printf("{\"mode\":\"%s\",\"size\":%d,\"msgs_s\":%.0f,\"srv_cores\":%.2f,\"srv_cpu_per_M\":%.3f}\n", mode, size, m / t, c / t, c / m * 1e6);
    fflush(stdout); _exit(m > 0 ? 0 : 1);
}
