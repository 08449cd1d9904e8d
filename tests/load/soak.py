#!/usr/bin/env python3
"""Soaks the release binary: a mix of everything at half of what it can do, with spikes of overload, and 1,000 idle connections.

Needs python3 alone and a built release. What must stay flat is told for each third of the time: memory, handles, latency
(counted from when a request was due, so that waiting counts). Deliberately no test: time is noisy. It talks to loopback alone.

usage: tests/load/soak.py [minutes, default 30] [program, default target/release/pressespiegel] [more flags for the service]
"""

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

MINUTES = float(sys.argv[1]) if len(sys.argv) > 1 else 30
BINARY = sys.argv[2] if len(sys.argv) > 2 else "target/release/pressespiegel"
IDLE, SPIKE_EVERY, SPIKE_SECONDS, SPIKE_CLIENTS = 1000, 300, 10, 300
HERE = os.path.dirname(os.path.abspath(__file__))
SENTENCES = re.split(r"(?<=[.!?]) +|\n+", open(os.path.join(HERE, "article.txt"), encoding="utf8").read())
NAMES = ["Nordwort", "Kranwerk", "Halbleiter Süd", "Rheintal", "Lindt Energie", "Quarbel", "Stellwerk", "Tannhof", "Weserkai", "Zwirn"]


def article(rng):
    """A text of a length as in papers, other than all before."""
    picked = sorted(rng.sample(range(len(SENTENCES)), min(len(SENTENCES), rng.randint(6, 24))))
    body = " ".join(re.sub(r"\d", lambda _: str(rng.randint(1, 9)), SENTENCES[i]) for i in picked)
    name = rng.choice(NAMES)
    text = f"Die Firma {name} hat {rng.randint(100, 99999)} Mitarbeiter, sagte Peter Oswald. {body}"
    day = f"2026-{rng.randint(1, 11):02}-{rng.randint(1, 28):02}"
    return json.dumps({"text": text, "title": f"{name}: Nummer {rng.randrange(10**9)}", "source": f"Bote {rng.randint(1, 9)}", "published_at": day})


def request(rng):
    """One request of the mix: its kind, method, path and body."""
    name = rng.choice(NAMES).split()[0]
    return rng.choices(
        [
            ("take in", "POST", "/v1/articles", article(rng)),
            ("analyze", "POST", "/v1/analyze", article(rng)),
            ("articles", "GET", f"/v1/articles?source=Bote%20{rng.randint(1, 9)}&limit=20", ""),
            ("claims", "GET", "/v1/claims?speaker=Peter%20Oswald&limit=20", ""),
            ("figures", "GET", "/v1/figures?kind=money&limit=20", ""),
            ("search", "GET", f"/v1/articles?q={name}&limit=20", ""),
            ("entities", "GET", "/v1/entities?type=organization&limit=20", ""),
        ],
        weights=[4, 1, 3, 2, 2, 2, 1],
    )[0]


class Connection:
    """A connection that is kept."""

    def __init__(self, port):
        self.port, self.streams = port, None

    async def ask(self, method, path, body):
        """The status. A kept connection may have been closed meanwhile: then, as every client does, on a fresh one."""
        kept = self.streams is not None
        status = await self.ask_once(method, path, body)
        return await self.ask_once(method, path, body) if kept and status == 0 else status

    async def ask_once(self, method, path, body):
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        data = body.encode()
        writer.write(f"{method} {path} HTTP/1.1\r\nhost: soak\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n".encode() + data)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").lower()
            if "transfer-encoding: chunked" in head:
                while size := int((await reader.readline()).strip() or b"0", 16):
                    await reader.readexactly(size + 2)
                await reader.readline()
            elif length := re.search(r"content-length: (\d+)", head):
                await reader.readexactly(int(length[1]))
            if "connection: close" in head:
                self.close()
            return int(head.split(" ", 2)[1])
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0

    def close(self):
        if self.streams:
            self.streams[1].close()
        self.streams = None


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def memory(process):
    with open(f"/proc/{process.pid}/status", encoding="utf8") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


async def closed_loop(port, seconds, clients, draw, seen):
    """Clients that each ask again as soon as they are answered."""
    until = time.monotonic() + seconds

    async def client(seed):
        rng, connection = random.Random(seed), Connection(port)
        while time.monotonic() < until:
            kind, *what = draw(rng)
            began = time.monotonic()
            try:
                status = await connection.ask(*what)
            except OSError:
                status = 0
            seen.append((kind, status, time.monotonic() - began))
            if status == 503:
                await asyncio.sleep(0.05)
        connection.close()

    await asyncio.gather(*(client(random.random()) for _ in range(clients)))


async def open_loop(port, rate, until, seen, pool):
    """Requests that are due at a rate, whether or not the ones before are answered."""
    rng, due, tasks = random.Random(1), time.monotonic(), set()

    async def one(kind, what, due):
        connection = pool.pop() if pool else Connection(port)
        try:
            status = await connection.ask(*what)
        except OSError:
            status = 0
        seen.append((kind, status, time.monotonic() - due, due))
        pool.append(connection)

    while due < until:
        due += rng.expovariate(rate)
        await asyncio.sleep(max(0, due - time.monotonic()))
        kind, *what = request(rng)
        task = asyncio.create_task(one(kind, what, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


async def soak(port, process):
    warm = []
    await closed_loop(port, 20, 16, request, warm)
    capacity = len(warm) / 20
    print(f"capacity of the mix: {capacity:.0f} requests a second; soaked with {capacity / 2:.0f}", flush=True)
    idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(IDLE)]

    begin = time.monotonic()
    end = begin + MINUTES * 60
    seen, samples, spikes, refused = [], [], [], []

    async def watch():
        while time.monotonic() < end:
            handles = len(os.listdir(f"/proc/{process.pid}/fd"))
            samples.append((time.monotonic(), memory(process), handles))
            await asyncio.sleep(5)

    async def overload():
        at = begin + SPIKE_EVERY / 2
        while at + SPIKE_SECONDS < end:
            await asyncio.sleep(max(0, at - time.monotonic()))
            answers, alive = [], []
            began = time.monotonic()
            draw = lambda rng: ("take in", "POST", "/v1/articles", article(rng))
            look = lambda rng: ("livez", "GET", "/livez", "")
            await asyncio.gather(closed_loop(port, SPIKE_SECONDS, SPIKE_CLIENTS, draw, answers), closed_loop(port, SPIKE_SECONDS, 1, look, alive))
            # What the spike has left in the queues is not the ordinary state either; nothing waits there for longer.
            spikes.append((began, time.monotonic() + 30))
            refused.append((answers, alive))
            at += SPIKE_EVERY

    await asyncio.gather(watch(), overload(), open_loop(port, capacity / 2, end, seen, []))
    report(begin, seen, samples, spikes, refused)
    closed = sum(1 for reader, _ in idle if reader.at_eof() or reader.exception())
    print(f"{IDLE} idle connections: {closed} were closed by the service, as they are after server.idle_seconds")


def report(begin, seen, samples, spikes, refused):
    calm = [one for one in seen if not any(start <= one[3] <= end for start, end in spikes)]
    bad = [one for one in seen if one[1] not in (200, 201)]
    print(f"{len(seen)} requests beside the spikes and in them, of which {len(bad)} were refused or failed: "
          f"{sorted({status for _, status, *_ in bad})}; outside of spikes {len([o for o in calm if o[1] not in (200, 201)])}")
    third = MINUTES * 20
    print("| third | memory MB (median, most) | handles (most) | " + " | ".join(f"{kind} p50, p99 ms" for kind in KINDS) + " |")
    print("|---|---|---|" + "---|" * len(KINDS))
    for number in range(3):
        start, stop = begin + number * third, begin + (number + 1) * third
        held = [sample for sample in samples if start <= sample[0] < stop]
        row = [f"{quantile([m for _, m, _ in held], 0.5):.0f}, {max(m for _, m, _ in held):.0f}", str(max(h for *_, h in held))]
        for kind in KINDS:
            times = [took * 1e3 for k, status, took, due in calm if k == kind and status in (200, 201) and start <= due < stop]
            row.append(f"{quantile(times, 0.5):.1f}, {quantile(times, 0.99):.0f}")
        print(f"| {number + 1} | " + " | ".join(row) + " |")
    for number, (answers, alive) in enumerate(refused, 1):
        turned = [took * 1e3 for _, status, took in answers if status == 503]
        taken = [took * 1e3 for _, status, took in answers if status == 201]
        other = sorted({status for _, status, _ in answers} - {201, 503})
        print(f"spike {number}: {len(taken)} taken in, p50 {quantile(taken, 0.5):.0f} ms; {len(turned)} answered 503, "
              f"p50 {quantile(turned, 0.5):.1f}, p99 {quantile(turned, 0.99):.0f} ms; else {other}; "
              f"livez p99 {quantile([took * 1e3 for *_, took in alive], 0.99):.0f} ms")


KINDS = ["take in", "analyze", "articles", "claims", "figures", "search", "entities"]


def main():
    with tempfile.TemporaryDirectory() as directory:
        flags = ["serve", "--listen", "127.0.0.1:0", "--data-dir", os.path.join(directory, "archive"), "--log-filter", "warn", *sys.argv[3:]]
        process = subprocess.Popen([BINARY, *flags], stdout=subprocess.PIPE, text=True)
        try:
            port = int(process.stdout.readline().rsplit(":", 1)[1])
            print(f"memory at rest: {memory(process):.0f} MB", flush=True)
            asyncio.run(soak(port, process))
        finally:
            process.terminate()
            print(f"it ended with {process.wait()}")


main()
