#!/usr/bin/env python3
"""Measures how long servers take from exec to an open port and to the first message echoed, and from SIGTERM to their end.

    start_time.py [--runs N] [--settle SECONDS] NAME='COMMAND' ...

A command may hold {port}, and {dir}, an empty directory. The commands take turns, so that all see the same load of the machine; medians are printed.
"""

import argparse
import os
import shlex
import signal
import socket
import statistics
import subprocess
import tempfile
import time

POLL_SECONDS = 0.001
GIVE_UP_SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connected(port, process):
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < deadline:
        client = socket.socket()
        if client.connect_ex(("127.0.0.1", port)) == 0:
            return client
        client.close()
        if process.poll() is not None:
            raise SystemExit(f"ended with {process.returncode} before it listened: {process.args}")
        time.sleep(POLL_SECONDS)
    process.kill()
    raise SystemExit(f"did not listen within {GIVE_UP_SECONDS} s: {process.args}")


def echo(client):
    """Sends a message to itself, on a connection on which nothing was said yet."""
    client.settimeout(GIVE_UP_SECONDS)
    seen = b""
    while not seen.endswith(b"\r\n"):
        seen += client.recv(65536)
    client.sendall(b'CONNECT {"verbose":false,"pedantic":false}\r\nSUB a 1\r\nPUB a 5\r\nhello\r\n')
    seen = b""
    while not seen.endswith(b"MSG a 1 5\r\nhello\r\n"):
        more = client.recv(65536)
        if not more:
            raise SystemExit(f"closed after {seen}")
        seen += more


def cpu_millis(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0


def run_once(command, settle):
    port = free_port()
    with tempfile.TemporaryDirectory() as directory:
        filled = command.replace("{port}", str(port)).replace("{dir}", directory)
        begin = time.monotonic()
        process = subprocess.Popen(shlex.split(filled), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with connected(port, process) as client:
            start = (time.monotonic() - begin) * 1000
            echo(client)
            echoed = (time.monotonic() - begin) * 1000
            cpu = cpu_millis(process.pid)
        time.sleep(settle)
        resident = resident_megabytes(process.pid)
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = process.wait()
        return start, echoed, cpu, resident, (time.monotonic() - begin) * 1000, code


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--settle", type=float, default=2.0, help="seconds before memory is read")
    parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    commands = dict(entry.split("=", 1) for entry in options.commands)
    results = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            results[name].append(run_once(command, options.settle))
    print(
        "| server | port open, ms | first message echoed, ms | least to most | CPU by then, ms | resident, MB "
        "| SIGTERM to end, ms | exit code |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, runs in results.items():
        starts, echoes, cpus, residents, ends, codes = zip(*runs)
        print(
            f"| {name} | {statistics.median(starts):.0f} | {statistics.median(echoes):.0f} "
            f"| {min(echoes):.0f}–{max(echoes):.0f} | {statistics.median(cpus):.0f} | {statistics.median(residents):.0f} "
            f"| {statistics.median(ends):.0f} | {', '.join(str(code) for code in sorted(set(codes)))} |"
        )


if __name__ == "__main__":
    main()
