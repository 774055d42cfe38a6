#!/usr/bin/env python3
"""What compression of streams saves and costs.

Starts each server in turn with an empty directory, fills one stream after the other with the same messages, the second one with
compiled code. For each: the size of its files, processor time while it was published to and until ten seconds later. Servers
are given as NAME=COMMAND with {port} and {dir}.
"""

import argparse
import json
import os
import random
import shlex
import shutil
import socket
import subprocess
import time

WINDOW = 4
STATES = ["accepted", "rejected", "shipped", "cancelled", "pending review", "out of stock"]


def order(i, rnd):
    return dict(
        order=100000 + i,
        customer="customer-%05d" % rnd.randrange(20000),
        status=rnd.choice(STATES),
        total=round(rnd.random() * 500, 2),
        currency="EUR",
        created="2026-11-23T09:%02d:%02d.%03dZ" % (i // 60000 % 60, i // 1000 % 60, i % 1000),
        items=[dict(sku="SKU-%06d" % rnd.randrange(5000), quantity=rnd.randrange(1, 9)) for _ in range(3)],
    ), i % 100


def reading(i, rnd):
    created = "2026-11-23T09:%02d:%02d.%03dZ" % (i // 60000 % 60, i // 1000 % 60, i % 1000)
    value = round(rnd.gauss(21.5, 3), 2)
    return dict(sensor=rnd.randrange(10000), value=value, unit="celsius", at=created), rnd.randrange(10000)


def publications(make, count):
    """Chunks of 500 publications to the stream X, the last one with a reply subject, and the bytes of all payloads."""
    rnd = random.Random(1)
    chunks, chunk, payload = [], [], 0
    for i in range(count):
        message, subject = make(i, rnd)
        body = json.dumps(message).encode()
        payload += len(body)
        last = len(chunk) == 499 or i == count - 1
        chunk.append(b"PUB X.%d %s%d\r\n%s\r\n" % (subject, b"_I.a " if last else b"", len(body), body))
        if last:
            chunks.append(b"".join(chunk))
            chunk = []
    return chunks, payload


class Server:
    def __init__(self, command, port, directory):
        self.directory = directory
        shutil.rmtree(directory, ignore_errors=True)
        command = shlex.split(command.format(port=port, dir=directory))
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                time.sleep(0.05)
        self.lines = self.socket.makefile("rb", buffering=1 << 18)
        self.lines.readline()
        self.send(b'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\nSUB _I.> 1\r\nPING\r\n')
        self.until(b"PONG")

    def send(self, data):
        self.socket.sendall(data)

    def until(self, word):
        while True:
            line = self.lines.readline()
            if line.startswith(word):
                return line

    def message(self):
        while True:
            line = self.lines.readline()
            if line.startswith(b"MSG") or line.startswith(b"HMSG"):
                return self.lines.read(int(line.split()[-1]) + 2)

    def request(self, subject, body=""):
        data = body.encode()
        self.send(b"PUB %s _I.r %d\r\n%s\r\n" % (subject.encode(), len(data), data))
        answer = json.loads(self.message())
        assert "error" not in answer, answer
        return answer

    def cpu(self):
        with open("/proc/%d/stat" % self.process.pid) as stat:
            return sum(int(x) for x in stat.read().rsplit(")", 1)[1].split()[11:13]) / os.sysconf("SC_CLK_TCK")

    def bytes_of(self, stream):
        found = 0
        for path, _, files in os.walk(self.directory):
            if "/" + stream + "/" in path + "/":
                found += sum(os.path.getsize(os.path.join(path, f)) for f in files)
        return found

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def fill(server, stream, compression, chunks, count):
    config = dict(name=stream, subjects=[stream + ".>"], storage="file", compression=compression, allow_direct=True)
    server.request("$JS.API.STREAM.CREATE." + stream, json.dumps(config))
    name = ("PUB " + stream + ".").encode()
    chunks = [chunk.replace(b"PUB X.", name) for chunk in chunks]
    before, began = server.cpu(), time.time()
    for i, chunk in enumerate(chunks):
        server.send(chunk)
        if i >= WINDOW:
            server.message()
    for _ in range(min(WINDOW, len(chunks))):
        server.message()
    assert server.request("$JS.API.STREAM.INFO." + stream)["state"]["messages"] == count
    published, seconds = server.cpu(), time.time() - began
    time.sleep(10)
    return server.bytes_of(stream), published - before, server.cpu() - published, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=600_000)
    parser.add_argument("--port", type=int, default=14650)
    parser.add_argument("--dir", default="/tmp/compression")
    parser.add_argument("--kind", choices=["orders", "readings"], default="orders")
    parser.add_argument("--compressions", default="none,s2")
    parser.add_argument("servers", nargs="+")
    given = parser.parse_args()
    chunks, payload = publications(order if given.kind == "orders" else reading, given.messages)
    print("%d messages, %.0f MB" % (given.messages, payload / 1e6), flush=True)
    for compression in given.compressions.split(","):
        for i, (name, command) in enumerate(s.split("=", 1) for s in given.servers):
            server = Server(command, given.port + i, given.dir)
            started = server.cpu()
            for stream in ("FIRST", "SECOND"):
                size, publishing, after, seconds = fill(server, stream, compression, chunks, given.messages)
                print(
                    "%-12s %-4s %-6s files %6.1f MB, cpu until it listened %.2f s, publishing %.2f s, afterwards %.2f s; %.1f s"
                    % (name, compression, stream, size / 1e6, started, publishing, after, seconds),
                    flush=True,
                )
            server.end()


if __name__ == "__main__":
    main()
