#!/usr/bin/env python3
"""A whole Millwright worker in the standard library: squares the `item` of each shard it is lent.

Submit it with run {"kind": "worker", "argv": ["python3", "/path/to/worker.py"]}. The agent gives the process
MILLWRIGHT_SOCKET (a Unix socket) and MILLWRIGHT_DIR (a folder of its own). See agent/README.md for every message.
"""
import json, os, socket, time

held = {}  # shard -> what was reported; kept until the agent has acknowledged it


def session():
    link = socket.socket(socket.AF_UNIX)
    link.connect(os.environ["MILLWRIGHT_SOCKET"])
    lines = link.makefile("rw", encoding="utf-8")

    def say(**message):
        lines.write(json.dumps(message) + "\n")
        lines.flush()

    say(type="hello", holding=list(held))
    for done in held.values():
        say(**done)  # said before the agent restarted, never acknowledged
    say(type="lease", want=8)
    for line in lines:
        message = json.loads(line)
        if message["type"] == "shards":
            for shard in message["shards"]:
                done = dict(type="done", shard=shard["shard"], result=(shard["item"] or 0) ** 2)
                held[shard["shard"]] = done
                say(**done)
            say(type="lease", want=8)
        elif message["type"] in ("ack", "drop"):
            for shard in message["shards"]:
                held.pop(shard, None)
        elif message["type"] == "finish":
            raise SystemExit(0)
        elif message["type"] == "error":
            print("the agent says:", message["error"])


while True:  # the agent may restart at any time: connect again
    try:
        session()
    except OSError:
        pass
    time.sleep(0.2)
