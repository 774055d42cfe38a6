/* libnats: client URL [name=value]... with user, pass, token, public (key) and nkey (file), creds (file), ca, cert, key. cc client.c -lnats */
#include <nats/nats.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 1000, PATIENCE_MILLIS = 10000 };

static int words;
static char **word;

#define MUST(call)                                                                              \
    do {                                                                                        \
        natsStatus s_ = (call);                                                                 \
        if (s_ != NATS_OK) {                                                                    \
            const char *last_ = nats_GetLastError(NULL);                                        \
            printf("failed: %s: %s: %s\n", #call, natsStatus_GetText(s_), last_ ? last_ : "");  \
            exit(1);                                                                            \
        }                                                                                       \
    } while (0)

#define CHECK(holds, what)             \
    do {                               \
        if (!(holds)) {                \
            printf("failed: %s\n", what); \
            exit(1);                   \
        }                              \
    } while (0)

static const char *given(const char *name) {
    size_t length = strlen(name);
    for (int i = 2; i < words; i++) {
        if (strncmp(word[i], name, length) == 0 && word[i][length] == '=') return word[i] + length + 1;
    }
    return NULL;
}

static natsOptions *options(const char *url) {
    natsOptions *o = NULL;
    MUST(natsOptions_Create(&o));
    MUST(natsOptions_SetURL(o, url));
    MUST(natsOptions_SetAllowReconnect(o, false));
    MUST(natsOptions_SetTimeout(o, PATIENCE_MILLIS));
    if (given("user")) MUST(natsOptions_SetUserInfo(o, given("user"), given("pass")));
    if (given("token")) MUST(natsOptions_SetToken(o, given("token")));
    if (given("nkey")) MUST(natsOptions_SetNKeyFromSeed(o, given("public"), given("nkey")));
    if (given("creds")) MUST(natsOptions_SetUserCredentialsFromFiles(o, given("creds"), NULL));
    if (given("ca")) {
        MUST(natsOptions_SetSecure(o, true));
        MUST(natsOptions_LoadCATrustedCertificates(o, given("ca")));
    }
    if (given("cert")) MUST(natsOptions_LoadCertificatesChain(o, given("cert"), given("key")));
    return o;
}

static void publishAndSubscribe(natsConnection *nc) {
    natsSubscription *all = NULL;
    static char payload[MANY * 37];
    MUST(natsConnection_SubscribeSync(&all, nc, "c.many"));
    MUST(natsSubscription_SetPendingLimits(all, -1, -1));
    for (int i = 0; i < MANY; i++) {
        memset(payload, i, (size_t) i * 37);
        MUST(natsConnection_Publish(nc, "c.many", payload, i * 37));
    }
    for (int i = 0; i < MANY; i++) {
        natsMsg *m = NULL;
        MUST(natsSubscription_NextMsg(&m, all, PATIENCE_MILLIS));
        memset(payload, i, (size_t) i * 37);
        CHECK(natsMsg_GetDataLength(m) == i * 37 && memcmp(natsMsg_GetData(m), payload, (size_t) i * 37) == 0, "another message");
        natsMsg_Destroy(m);
    }
    natsSubscription_Destroy(all);
}

static void answer(natsConnection *nc, natsSubscription *service, natsMsg *m, void *closure) {
    (void) service;
    (void) closure;
    natsConnection_Publish(nc, natsMsg_GetReply(m), natsMsg_GetData(m), natsMsg_GetDataLength(m));
    natsMsg_Destroy(m);
}

static void request(natsConnection *nc) {
    natsSubscription *service = NULL;
    natsMsg *m = NULL;
    MUST(natsConnection_Subscribe(&service, nc, "c.service", answer, NULL));
    MUST(natsConnection_RequestString(&m, nc, "c.service", "hello", PATIENCE_MILLIS));
    CHECK(strcmp(natsMsg_GetData(m), "hello") == 0, "another answer");
    natsMsg_Destroy(m);
    natsSubscription_Destroy(service);
    CHECK(natsConnection_RequestString(&m, nc, "c.nobody", "", PATIENCE_MILLIS) == NATS_NO_RESPONDERS, "somebody answered");
}

int main(int argc, char **argv) {
    natsConnection *nc = NULL;
    words = argc;
    word = argv;
    CHECK(argc > 1, "no URL");
    natsOptions *o = options(argv[1]);
    natsStatus status = natsConnection_Connect(&nc, o);
    if (status != NATS_OK) {
        const char *last = nats_GetLastError(NULL);
        printf("refused: %s: %s\n", natsStatus_GetText(status), last ? last : "");
        return 1;
    }
    publishAndSubscribe(nc);
    request(nc);
    natsConnection_Destroy(nc);
    natsOptions_Destroy(o);
    nats_Close();
    printf("ok: %d messages and a request over %s\n", MANY, argv[1]);
    return 0;
}
