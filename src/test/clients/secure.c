// libnats over TLS: cc secure.c -lnats && ./a.out tls://localhost:4222 ca.pem [cert.pem key.pem]
#include <nats/nats.h>
#include <stdio.h>
#include <string.h>

#define MUST(call)                                                        \
    do {                                                                  \
        natsStatus s_ = (call);                                           \
        if (s_ != NATS_OK) {                                              \
            printf("failed: %s: %s\n", #call, natsStatus_GetText(s_));    \
            return 1;                                                     \
        }                                                                 \
    } while (0)

int main(int argc, char **argv) {
    natsOptions *options = NULL;
    natsConnection *connection = NULL;
    natsSubscription *subscription = NULL;
    if (argc < 3) {
        printf("usage: %s url ca.pem [cert.pem key.pem]\n", argv[0]);
        return 2;
    }
    MUST(natsOptions_Create(&options));
    MUST(natsOptions_SetURL(options, argv[1]));
    MUST(natsOptions_SetSecure(options, true));
    MUST(natsOptions_LoadCATrustedCertificates(options, argv[2]));
    if (argc > 4) {
        MUST(natsOptions_LoadCertificatesChain(options, argv[3], argv[4]));
    }
    MUST(natsConnection_Connect(&connection, options));
    MUST(natsConnection_SubscribeSync(&subscription, connection, "c.many"));
    char text[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "%d", i);
        MUST(natsConnection_PublishString(connection, "c.many", text));
    }
    for (int i = 0; i < 1000; i++) {
        natsMsg *message = NULL;
        MUST(natsSubscription_NextMsg(&message, subscription, 5000));
        snprintf(text, sizeof text, "%d", i);
        if (strcmp(natsMsg_GetData(message), text) != 0) {
            printf("failed: %s in place of %s\n", natsMsg_GetData(message), text);
            return 1;
        }
        natsMsg_Destroy(message);
    }
    natsSubscription_Destroy(subscription);
    natsConnection_Destroy(connection);
    natsOptions_Destroy(options);
    nats_Close();
    printf("ok: 1000 messages over %s\n", argv[1]);
    return 0;
}
