package io.quoll.testkit;

import static io.quoll.testkit.WireCase.closes;
import static io.quoll.testkit.WireCase.stays;

import java.util.List;

/** The protocol by example, the odd along with the usual. The answers are what nats-server 2.15.1 says. */
public final class WireCases {

    private static final List<WireCase> ALL = List.of(
            stays("PING", "PING\r\n", List.of("PING"), "PONG\r\n"),
            stays("lower case", "ping\r\n", List.of("PING"), "PONG\r\n"),
            stays("mixed case", "pInG\r\n", List.of("PING"), "PONG\r\n"),
            stays("PING without carriage return", "PING\n", List.of("PING"), "PONG\r\n"),
            stays("PING followed by junk", "PING abc\r\n", List.of("PING"), "PONG\r\n"),
            stays("PING with letters behind", "PINGabc\r\n", List.of("PING"), "PONG\r\n"),
            stays("two PINGs", "PING\r\nPING\r\n", List.of("PING", "PING"), "PONG\r\nPONG\r\n"),
            stays("PONG", "PONG\r\n", List.of("PONG"), ""),
            stays("+OK", "+OK\r\n", List.of(), ""),
            stays("+OK followed by junk", "+OK abc\r\n", List.of(), ""),
            closes("an error from the client", "-ERR 'x'\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes(
                    "an error without space",
                    "-ERR\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            stays("INFO from the client", "INFO {}\r\n", List.of(), ""),
            closes("an empty line", "\r\n", List.of("UNKNOWN_OPERATION"), "-ERR 'Unknown Protocol Operation'\r\n"),
            closes("a bare line feed", "\n", List.of("UNKNOWN_OPERATION"), "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "a space before the name",
                    " PING\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes("an unknown name", "FOO\r\n", List.of("UNKNOWN_OPERATION"), "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "a name that begins well",
                    "PUX\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes("a name cut short", "PU\r\n", List.of("UNKNOWN_OPERATION"), "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "a name too long",
                    "SUBS foo 1\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "a route's operation",
                    "RS+ $G foo\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "a server's operation",
                    "MSG foo 1 0\r\n\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "a request of HTTP",
                    "GET / HTTP/1.1\r\n\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "TLS",
                    "\u0016\u0003\u0001\u0000",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            stays("PUB", "PUB foo 5\r\nhello\r\n", List.of("PUB foo - - hello"), "MSG foo s 5\r\nhello\r\n"),
            stays(
                    "PUB with reply",
                    "PUB foo bar 5\r\nhello\r\n",
                    List.of("PUB foo bar - hello"),
                    "MSG foo s bar 5\r\nhello\r\n"),
            stays("PUB without payload", "PUB foo 0\r\n\r\n", List.of("PUB foo - - "), "MSG foo s 0\r\n\r\n"),
            stays(
                    "PUB in lower case",
                    "pub foo 5\r\nhello\r\n",
                    List.of("PUB foo - - hello"),
                    "MSG foo s 5\r\nhello\r\n"),
            stays(
                    "PUB with many spaces",
                    "PUB   foo   bar   5  \r\nhello\r\n",
                    List.of("PUB foo bar - hello"),
                    "MSG foo s bar 5\r\nhello\r\n"),
            stays(
                    "PUB with tabs",
                    "PUB\tfoo\tbar\t5\r\nhello\r\n",
                    List.of("PUB foo bar - hello"),
                    "MSG foo s bar 5\r\nhello\r\n"),
            stays(
                    "PUB without carriage return",
                    "PUB foo 5\nhello\r\n",
                    List.of("PUB foo - - hello"),
                    "MSG foo s 5\r\nhello\r\n"),
            stays(
                    "PUB with a space before a bare line feed",
                    "PUB foo 5 \nhello\r\n",
                    List.of("PUB foo - - hello"),
                    "MSG foo s 5\r\nhello\r\n"),
            stays(
                    "PUB with reply and a space before a bare line feed",
                    "PUB foo bar 5\t\nhello\r\n",
                    List.of("PUB foo bar - hello"),
                    "MSG foo s bar 5\r\nhello\r\n"),
            stays(
                    "HPUB with a space before a bare line feed",
                    "HPUB foo 12 17 \nNATS/1.0\r\n\r\nhello\r\n",
                    List.of("PUB foo - NATS/1.0\r\n\r\n hello"),
                    "HMSG foo s 12 17\r\nNATS/1.0\r\n\r\nhello\r\n"),
            stays(
                    "PUB whose payload looks like frames",
                    "PUB foo 15\r\nPING\r\n\r\nPUB x\r\n\r\nPING\r\n",
                    List.of("PUB foo - - PING\r\n\r\nPUB x\r\n", "PING"),
                    "MSG foo s 15\r\nPING\r\n\r\nPUB x\r\n\r\nPONG\r\n"),
            stays(
                    "two PUBs",
                    "PUB foo 1\r\na\r\nPUB bar 1\r\nb\r\n",
                    List.of("PUB foo - - a", "PUB bar - - b"),
                    "MSG foo s 1\r\na\r\nMSG bar s 1\r\nb\r\n"),
            stays(
                    "PUB with subject of seven bytes",
                    "PUB 1234567 0\r\n\r\n",
                    List.of("PUB 1234567 - - "),
                    "MSG 1234567 s 0\r\n\r\n"),
            stays(
                    "PUB with subject of eight bytes",
                    "PUB 12345678 0\r\n\r\n",
                    List.of("PUB 12345678 - - "),
                    "MSG 12345678 s 0\r\n\r\n"),
            stays(
                    "PUB with subject of nine bytes",
                    "PUB 123456789 1\r\n2\r\n",
                    List.of("PUB 123456789 - - 2"),
                    "MSG 123456789 s 1\r\n2\r\n"),
            closes("PUB without size", "PUB foo\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes(
                    "PUB without arguments",
                    "PUB\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes("PUB with only a space", "PUB \r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes("PUB with four arguments", "PUB foo bar baz 5\r\nhello\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes("PUB with a word for a size", "PUB foo bar\r\nhello\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes("PUB with a negative size", "PUB foo -1\r\n\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes("PUB with a signed size", "PUB foo +1\r\na\r\n", List.of("INVALID_ARGUMENTS"), ""),
            stays(
                    "PUB with leading zeros",
                    "PUB foo 0005\r\nhello\r\n",
                    List.of("PUB foo - - hello"),
                    "MSG foo s 0005\r\nhello\r\n"),
            stays(
                    "PUB with nine digits",
                    "PUB foo 000000005\r\nhello\r\n",
                    List.of("PUB foo - - hello"),
                    "MSG foo s 000000005\r\nhello\r\n"),
            closes("PUB with ten digits", "PUB foo 0000000005\r\nhello\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes(
                    "PUB with a size beyond any number",
                    "PUB foo 99999999999999999999\r\n",
                    List.of("INVALID_ARGUMENTS"),
                    ""),
            closes(
                    "PUB over max_payload",
                    "PUB foo 1048577\r\n",
                    List.of("MAXIMUM_PAYLOAD_VIOLATION"),
                    "-ERR 'Maximum Payload Violation'\r\n"),
            closes(
                    "PUB with nine nines",
                    "PUB foo 999999999\r\n",
                    List.of("MAXIMUM_PAYLOAD_VIOLATION"),
                    "-ERR 'Maximum Payload Violation'\r\n"),
            closes("PUB with a fraction", "PUB foo 1.0\r\na\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes(
                    "payload too long",
                    "PUB foo 5\r\nhello!\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            stays(
                    "payload too short",
                    "PUB foo 5\r\nhel\r\n\r\n",
                    List.of("PUB foo - - hel\r\n"),
                    "MSG foo s 5\r\nhel\r\n\r\n"),
            closes(
                    "payload followed by a bare line feed",
                    "PUB foo 5\r\nhello\nPING\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "payload followed by a bare carriage return",
                    "PUB foo 5\r\nhello\rPING\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes(
                    "empty payload without CRLF",
                    "PUB foo 0\r\nPING\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            stays(
                    "PUB to a literal with a star",
                    "PUB foo* 0\r\n\r\n",
                    List.of("PUB foo* - - "),
                    "MSG foo* s 0\r\n\r\n"),
            stays("PUB to a wildcard", "PUB foo.* 2\r\nhi\r\n", List.of("PUB foo.* - - hi"), "MSG foo.* s 2\r\nhi\r\n"),
            stays("PUB to everything", "PUB > 2\r\nhi\r\n", List.of("PUB > - - hi"), "MSG > s 2\r\nhi\r\n"),
            stays("PUB with an empty token", "PUB foo..bar 0\r\n\r\n", List.of("PUB foo..bar - - "), ""),
            stays("PUB with a dot at the end", "PUB foo. 0\r\n\r\n", List.of("PUB foo. - - "), ""),
            stays(
                    "PUB with UTF-8",
                    "PUB f\u00c3\u00bc\u00c3\u009f 0\r\n\r\n",
                    List.of("PUB f\u00c3\u00bc\u00c3\u009f - - "),
                    "MSG f\u00c3\u00bc\u00c3\u009f s 0\r\n\r\n"),
            stays(
                    "PUB with bytes that are no UTF-8",
                    "PUB f\u00ff\u00fe 0\r\n\r\n",
                    List.of("PUB f\u00ff\u00fe - - "),
                    "MSG f\u00ff\u00fe s 0\r\n\r\n"),
            stays(
                    "PUB with a control character",
                    "PUB f\u0001o 0\r\n\r\n",
                    List.of("PUB f\u0001o - - "),
                    "MSG f\u0001o s 0\r\n\r\n"),
            stays(
                    "PUB with a carriage return in its subject",
                    "PUB f\ro 0\r\n\r\n",
                    List.of("PUB f\ro - - "),
                    "MSG f\ro s 0\r\n\r\n"),
            stays(
                    "PUB to raft",
                    "PUB $NRG.x 0\r\n\r\n",
                    List.of("PUB $NRG.x - - "),
                    "-ERR 'Permissions Violation for Publish to \"$NRG.x\"'\r\n"),
            stays(
                    "PUB to a gateway",
                    "PUB _GR_.x 0\r\n\r\n",
                    List.of("PUB _GR_.x - - "),
                    "-ERR 'Permissions Violation for Publish to \"_GR_.x\"'\r\n"),
            stays(
                    "PUB to an old gateway",
                    "PUB $GR.x 0\r\n\r\n",
                    List.of("PUB $GR.x - - "),
                    "-ERR 'Permissions Violation for Publish to \"$GR.x\"'\r\n"),
            stays(
                    "PUB with a service reply",
                    "PUB foo _R_.x 0\r\n\r\n",
                    List.of("PUB foo _R_.x - "),
                    "-ERR 'Permissions Violation for Publish with Reply of \"_R_.x\"'\r\n"),
            stays(
                    "PUB with an acknowledgement as reply",
                    "PUB foo $JS.ACK.x 0\r\n\r\n",
                    List.of("PUB foo $JS.ACK.x - "),
                    "-ERR 'Permissions Violation for Publish with Reply of \"$JS.ACK.x\"'\r\n"),
            stays(
                    "PUB with a gateway reply",
                    "PUB foo _GR_.x 0\r\n\r\n",
                    List.of("PUB foo _GR_.x - "),
                    "-ERR 'Permissions Violation for Publish with Reply of \"_GR_.x\"'\r\n"),
            stays(
                    "PUB with something like a gateway reply",
                    "PUB foo _GR_x 0\r\n\r\n",
                    List.of("PUB foo _GR_x - "),
                    "MSG foo s _GR_x 0\r\n\r\n"),
            stays(
                    "PUB to something quoted",
                    "PUB $NRG.\"\\\u00ff\u0001\u00c2\u00a0 0\r\n\r\n",
                    List.of("PUB $NRG.\"\\\u00ff\u0001\u00c2\u00a0 - - "),
                    "-ERR 'Permissions Violation for Publish to \"$NRG.\\\"\\\\\\xff\\x01\\u00a0\"'\r\n"),
            stays(
                    "HPUB",
                    "HPUB foo 12 17\r\nNATS/1.0\r\n\r\nhello\r\n",
                    List.of("PUB foo - NATS/1.0\r\n\r\n hello"),
                    "HMSG foo s 12 17\r\nNATS/1.0\r\n\r\nhello\r\n"),
            stays(
                    "HPUB with reply",
                    "HPUB foo bar 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n",
                    List.of("PUB foo bar NATS/1.0\r\nA: b\r\n\r\n hi"),
                    "HMSG foo s bar 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n"),
            stays(
                    "HPUB without payload",
                    "HPUB foo 12 12\r\nNATS/1.0\r\n\r\n\r\n",
                    List.of("PUB foo - NATS/1.0\r\n\r\n "),
                    "HMSG foo s 12 12\r\nNATS/1.0\r\n\r\n\r\n"),
            stays(
                    "HPUB with tabs",
                    "hpub\tfoo\t12\t17\r\nNATS/1.0\r\n\r\nhello\r\n",
                    List.of("PUB foo - NATS/1.0\r\n\r\n hello"),
                    "HMSG foo s 12 17\r\nNATS/1.0\r\n\r\nhello\r\n"),
            stays(
                    "HPUB without headers",
                    "HPUB foo 0 5\r\nhello\r\n",
                    List.of("PUB foo - - hello"),
                    "MSG foo s 5\r\nhello\r\n"),
            closes(
                    "HPUB with more headers than bytes",
                    "HPUB foo 17 12\r\nNATS/1.0\r\n\r\n\r\n",
                    List.of("INVALID_ARGUMENTS"),
                    ""),
            closes("HPUB with one size", "HPUB foo 5\r\nhello\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes("HPUB with five arguments", "HPUB foo x 12 17 1\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes("HPUB with a negative size", "HPUB foo -1 5\r\nhello\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes(
                    "HPUB over max_payload",
                    "HPUB foo 12 1048577\r\n",
                    List.of("MAXIMUM_PAYLOAD_VIOLATION"),
                    "-ERR 'Maximum Payload Violation'\r\n"),
            closes(
                    "HPUB with a payload too long",
                    "HPUB foo 12 17\r\nNATS/1.0\r\n\r\nhello!\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            stays(
                    "SUB",
                    "UNSUB s\r\nSUB foo 1\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            stays(
                    "SUB with queue",
                    "UNSUB s\r\nSUB foo q 1\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo q 1", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            stays(
                    "SUB with tabs",
                    "UNSUB s\r\nsub\tfoo\t\tq\t1 \r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo q 1", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            stays(
                    "SUB without carriage return",
                    "UNSUB s\r\nSUB foo 1\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            closes("SUB without sid", "SUB foo\r\n", List.of("INVALID_ARGUMENTS"), ""),
            closes(
                    "SUB with four arguments",
                    "UNSUB s\r\nSUB foo q 1 2\r\n",
                    List.of("UNSUB s 0", "INVALID_ARGUMENTS"),
                    ""),
            stays(
                    "SUB with a long sid",
                    "UNSUB s\r\nSUB foo 123456789012345678901234567890\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 123456789012345678901234567890", "PUB foo - - "),
                    "MSG foo 123456789012345678901234567890 0\r\n\r\n"),
            stays(
                    "SUB with a sid of seven bytes",
                    "UNSUB s\r\nSUB foo 1234567\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1234567", "PUB foo - - "),
                    "MSG foo 1234567 0\r\n\r\n"),
            stays(
                    "SUB with a sid of eight bytes",
                    "UNSUB s\r\nSUB foo 12345678\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 12345678", "PUB foo - - "),
                    "MSG foo 12345678 0\r\n\r\n"),
            stays(
                    "SUB with an empty token",
                    "SUB foo..bar 1\r\n",
                    List.of("SUB foo..bar - 1"),
                    "-ERR 'Invalid Subject'\r\n"),
            stays("SUB with a dot at the end", "SUB foo. 1\r\n", List.of("SUB foo. - 1"), "-ERR 'Invalid Subject'\r\n"),
            stays(
                    "SUB with something behind everything",
                    "SUB foo.>.bar 1\r\n",
                    List.of("SUB foo.>.bar - 1"),
                    "-ERR 'Invalid Subject'\r\n"),
            stays(
                    "SUB with stars in words",
                    "UNSUB s\r\nSUB fo*o.b> 1\r\nPUB fo*o.b> 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB fo*o.b> - 1", "PUB fo*o.b> - - "),
                    "MSG fo*o.b> 1 0\r\n\r\n"),
            stays(
                    "SUB with the system's queue",
                    "UNSUB s\r\nSUB foo _sys_ 1\r\n",
                    List.of("UNSUB s 0", "SUB foo _sys_ 1"),
                    "-ERR 'Permissions Violation for Subscription to \"foo\" using queue \"_sys_\"'\r\n"),
            stays(
                    "SUB with a wildcard for a queue",
                    "UNSUB s\r\nSUB foo > 1\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo > 1", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            stays(
                    "SUB with a sid in use",
                    "UNSUB s\r\nSUB foo 1\r\nSUB bar 1\r\nPUB bar 0\r\n\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "SUB bar - 1", "PUB bar - - ", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            stays(
                    "UNSUB",
                    "UNSUB s\r\nSUB foo 1\r\nUNSUB 1\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "UNSUB 1 0", "PUB foo - - "),
                    ""),
            stays("UNSUB of nothing", "UNSUB 7\r\n", List.of("UNSUB 7 0"), ""),
            stays(
                    "UNSUB after one",
                    "UNSUB s\r\nSUB foo 1\r\nUNSUB 1 1\r\nPUB foo 0\r\n\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "UNSUB 1 1", "PUB foo - - ", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            stays(
                    "UNSUB after as many as came",
                    "UNSUB s\r\nSUB foo 1\r\nPUB foo 0\r\n\r\nUNSUB 1 1\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "PUB foo - - ", "UNSUB 1 1", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\n"),
            stays(
                    "UNSUB after more than came",
                    "UNSUB s\r\nSUB foo 1\r\nPUB foo 0\r\n\r\nUNSUB 1 2\r\nPUB foo 0\r\n\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "PUB foo - - ", "UNSUB 1 2", "PUB foo - - ", "PUB foo - - "),
                    "MSG foo 1 0\r\n\r\nMSG foo 1 0\r\n\r\n"),
            stays(
                    "UNSUB after none",
                    "UNSUB s\r\nSUB foo 1\r\nUNSUB 1 0\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "UNSUB 1 0", "PUB foo - - "),
                    ""),
            stays(
                    "UNSUB with a bad number",
                    "UNSUB s\r\nSUB foo 1\r\nUNSUB 1 x\r\nPUB foo 0\r\n\r\n",
                    List.of("UNSUB s 0", "SUB foo - 1", "UNSUB 1 -1", "PUB foo - - "),
                    ""),
            closes(
                    "UNSUB without sid",
                    "UNSUB\r\n",
                    List.of("UNKNOWN_OPERATION"),
                    "-ERR 'Unknown Protocol Operation'\r\n"),
            closes("UNSUB with three arguments", "UNSUB 1 2 3\r\n", List.of("INVALID_ARGUMENTS"), ""),
            stays("UNSUB in lower case", "unsub\t1\t5 \r\n", List.of("UNSUB 1 5"), ""),
            stays(
                    "nobody to answer",
                    "SUB bar.* 1\r\nUNSUB s\r\nPUB foo bar.x 3\r\nabc\r\n",
                    List.of("SUB bar.* - 1", "UNSUB s 0", "PUB foo bar.x - abc"),
                    "HMSG bar.x 1 35 35\r\nNATS/1.0 503\r\nNats-Subject: foo\r\n\r\n\r\n"),
            stays(
                    "nobody to answer a queue",
                    "SUB bar q 1\r\nUNSUB s\r\nPUB foo bar 0\r\n\r\n",
                    List.of("SUB bar q 1", "UNSUB s 0", "PUB foo bar - "),
                    ""),
            stays(
                    "nobody to answer with headers",
                    "SUB bar 1\r\nUNSUB s\r\nHPUB foo bar 12 17\r\nNATS/1.0\r\n\r\nhello\r\n",
                    List.of("SUB bar - 1", "UNSUB s 0", "PUB foo bar NATS/1.0\r\n\r\n hello"),
                    "HMSG bar 1 35 35\r\nNATS/1.0 503\r\nNats-Subject: foo\r\n\r\n\r\n"),
            stays(
                    "CONNECT again",
                    "CONNECT {}\r\nPUB foo 0\r\n\r\nPING\r\n",
                    List.of("CONNECT {}", "PUB foo - - ", "PING"),
                    "PONG\r\n"),
            stays(
                    "CONNECT again with no acknowledgements kept",
                    "CONNECT {\"pedantic\":true}\r\nPUB * 0\r\n\r\n",
                    List.of("CONNECT {\"pedantic\":true}", "PUB * - - "),
                    "-ERR 'Invalid Publish Subject'\r\n"),
            closes("CONNECT without JSON", "CONNECT\r\n", List.of("CONNECT "), ""),
            closes("CONNECT with half an object", "CONNECT {\"verbose\":\r\n", List.of("CONNECT {\"verbose\":"), ""),
            closes("CONNECT with an array", "CONNECT []\r\n", List.of("CONNECT []"), ""),
            stays("CONNECT with null", "CONNECT null\r\n", List.of("CONNECT null"), ""),
            closes("CONNECT with more behind", "CONNECT {} x\r\n", List.of("CONNECT {} x"), ""),
            closes("CONNECT with a wrong type", "CONNECT {\"verbose\":1}\r\n", List.of("CONNECT {\"verbose\":1}"), ""),
            closes(
                    "CONNECT with another protocol",
                    "CONNECT {\"protocol\":2}\r\n",
                    List.of("CONNECT {\"protocol\":2}"),
                    "-ERR 'invalid client protocol'\r\n"),
            closes(
                    "CONNECT with an account",
                    "CONNECT {\"account\":\"x\"}\r\n",
                    List.of("CONNECT {\"account\":\"x\"}"),
                    "-ERR 'Authorization Violation'\r\n"),
            closes(
                    "CONNECT that gives up headers",
                    "CONNECT {\"headers\":false}\r\n",
                    List.of("CONNECT {\"headers\":false}"),
                    "-ERR 'no responders requires headers support'\r\n"),
            stays(
                    "CONNECT in lower case",
                    "connect\t{\"verbose\":true} \r\nSUB foo 1\r\nUNSUB 1\r\nPUB foo 0\r\n\r\n",
                    List.of("CONNECT {\"verbose\":true}", "SUB foo - 1", "UNSUB 1 0", "PUB foo - - "),
                    "+OK\r\n+OK\r\n+OK\r\n+OK\r\n"),
            stays("CONNECT without a space", "CONNECT{}\r\n", List.of("CONNECT {}"), ""));

    private WireCases() {}

    public static List<WireCase> all() {
        return ALL;
    }
}
