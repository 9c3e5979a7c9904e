"""Millwright for Python workers: one file without dependencies (Python 3.8 or newer). Copy it beside your script.

In a gang (a script written for torchrun runs as it is; this adds what Millwright can use):

    import millwright
    path = millwright.resume()                      # the checkpoint to go on from, or None
    millwright.restored()                           # every rank, once it has what was read: shown apart from the first step
    millwright.report(step=n, compute_ms=31.5)      # after every step: shows that this rank is alive, and whether it is slow
    if millwright.should_checkpoint(): ...          # it is time to save; rank 0 asks and tells the others
    millwright.checkpoint(step=n, path=file)        # once the file is whole; only the rank that wrote it says so
    samples = round(256 * millwright.share())       # less work for a slow rank, more for the others; 1.0 while all are well
    if millwright.should_stop(): ...                # save and leave: SIGKILL follows after the job's grace

In a batch job:

    for shard in millwright.shards():
        shard.done({"rows": 7})                     # or shard.failed("why")

Without Millwright (no MILLWRIGHT_SOCKET in the environment) a gang's calls do nothing, so a script can be tried by hand. Nothing here
ever waits for the agent, except where it says so; when the agent is gone for a while, the work goes on and the link comes back by itself.
"""

import atexit
import collections
import json
import os
import select
import signal
import socket
import threading
import time

_RECONNECT_S = 0.2
_MOST_STEPS = 1000  # kept while there is no link; older ones are dropped
_DONE_S = "doneS"  # of what waits to be said: when it was done; told as an age
_LINK = None
_STOP = threading.Event()


def resume():
    """Path of the checkpoint to go on from, or None."""
    return os.environ.get("MILLWRIGHT_RESUME") or None


def restored():
    """The checkpoint has been read: how long that took is told apart from the first step, with the first `report`."""
    link = _link()
    if link is not None:
        link.restoredS = time.monotonic()


def should_stop():
    """True once this attempt is being stopped. Ranks hear it at different moments: agree on it (an all-reduce of a flag) before you act."""
    _listen_to_signals()
    _link()
    return _STOP.is_set()


def _listen_to_signals():
    """The signal that comes with a stop sets the flag instead of ending the process, unless the script has its own handler. Only for who
    asks: a script that never does is ended by the signal."""
    owner = os.getpid()

    def heard(number, _frame):
        _STOP.set()
        if os.getpid() != owner:  # forked since: it ends as it would have
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2):
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, heard)


def report(step, step_ms=None, compute_ms=None, sections=None, work=None, share=None):
    """This rank has done a step. `step_ms` is measured from call to call when absent. `compute_ms`: the part without waiting for others,
    by which a slow rank is told from those that wait for it; `sections`: parts of it by name, in ms; `work`: how much the batch held
    (tokens, samples), by which a longer batch is told from a slow host; `share`: what this rank did of an even part, where that is not
    exactly what `share()` said."""
    link = _link()
    if link is None:
        return
    nowS = time.monotonic()
    if step_ms is None and link.steppedS is not None:
        step_ms = (nowS - link.steppedS) * 1000
    link.steppedS = nowS
    share = link.asked_share if share is None else share
    restored_ms = None if link.restoredS is None else (nowS - link.restoredS) * 1000
    link.restoredS = None
    said = {"restoredAgeMs": restored_ms, "stepMs": step_ms, "computeMs": compute_ms, "sections": sections, "work": work, "share": share}
    link.say({"type": "step", "step": step, _DONE_S: nowS, **{key: value for key, value in said.items() if value is not None}})


def share():
    """How much of an even part of a step's work this rank should do: 1.0, unless work is moved away from slow ranks; those of all ranks sum
    up to WORLD_SIZE. Ask before every step and do so much of the usual micro-batches (more of them rather than larger ones, where memory is
    tight). Who asks, and reports `compute_ms`, has told that it can: the next `report` says what was asked for last.

    Every sample must count alike, whoever did it. DistributedDataParallel averages gradients over ranks, so a rank's loss in a step is

        loss = sum of the losses of its samples * WORLD_SIZE / samples of all ranks in this step

    Ranks hear of a change at different moments, and samples are whole: agree on how many each does (an all-gather) before the step."""
    link = _link()
    if link is None:
        return 1.0
    link.asked_share = link.share
    return link.asked_share


def should_checkpoint(every_s=None):
    """True when it is time to save: so long after the last one was begun as the coordinator advises or the job says (`intervalMs`), else
    `every_s`; never where neither is known. The save is taken to begin when this returns True. Let one rank ask and tell the others."""
    link = _link()
    ms = None if link is None else link.interval_ms
    every = every_s if ms is None else ms / 1000
    return every is not None and _SAVES.due(every)


class _Saves:
    """When the last checkpoint was begun: at first, when the process was."""

    def __init__(self):
        self.begunS = time.monotonic()

    def due(self, every):
        nowS = time.monotonic()
        if nowS - self.begunS < every:
            return False
        self.begunS = nowS
        return True


_SAVES = _Saves()


def checkpoint(step, path, bytes=None, sha256=None, shared=None, took_ms=None, wait_s=0):
    """The checkpoint at `path` (a file or a folder) is whole. `shared`: it lies where every host can read it; `took_ms`: training stood
    still for so long (else the agent tells it from the steps). Returns whether it is known to be durable and to reach the coordinator;
    with `wait_s`, waits so long for that."""
    link = _link()
    if link is None:
        return False
    said = {"bytes": bytes, "sha256": sha256, "shared": True if shared else None, "tookMs": took_ms}
    message = {"type": "checkpoint", "step": step, "path": os.path.abspath(path)}
    message.update({key: value for key, value in said.items() if value is not None})
    return link.saved(step, message, wait_s)


def shards(ahead=1):
    """The shards of a batch job, one after the other; `ahead` more are asked for while one is worked on. A shard that was not reported
    when the next is asked for counts as done."""
    if "MILLWRIGHT_EPOCH" in os.environ:
        raise RuntimeError("shards(): a gang has none: they are a batch job's (submit it without --gang)")
    link = _link()
    if link is None:
        raise RuntimeError("shards(): MILLWRIGHT_SOCKET is not set: run this as a batch job of Millwright")
    while True:
        shard = link.next_shard(ahead)
        if shard is None:
            return
        yield shard
        if not shard.reported:
            shard.done()


class Shard:
    """A piece of a batch job: `shard` (number), `item`, `position`, `of`, `wave`, `round`, `inputs`."""

    def __init__(self, link, fields):
        self._link = link
        self.reported = False
        self.fields = fields
        for name in ("shard", "item", "position", "of", "wave", "round"):
            setattr(self, name, fields.get(name))
        self.inputs = fields.get("inputs", [])

    def done(self, result=None, artifacts=None):
        """`result`: small JSON; `artifacts`: {name: path of a file in MILLWRIGHT_DIR}."""
        message = {"type": "done", "shard": self.shard, "result": result}
        self._report(message if artifacts is None else {**message, "artifacts": artifacts})

    def failed(self, error, retry=True):
        self._report({"type": "failed", "shard": self.shard, "error": str(error), "retry": retry})

    def progress(self, fraction):
        self._link.say({"type": "progress", "shard": self.shard, "fraction": fraction})

    def _report(self, message):
        self.reported = True
        self._link.report_shard(self.shard, message)


def _link():
    """The link of this process; None without Millwright, and in children that were forked (a rank speaks with one voice)."""
    global _LINK
    if _LINK is None:
        path = os.environ.get("MILLWRIGHT_SOCKET")
        if not path:
            return None
        _LINK = _Link(path)
        _LINK.start()
    return _LINK if _LINK.pid == os.getpid() else None


class _Link(threading.Thread):
    def __init__(self, path):
        super().__init__(name="millwright", daemon=True)
        self.pid = os.getpid()
        self.steppedS = None
        self.restoredS = None
        self._path = path
        self._changed = threading.Condition()
        self._wake, self._wakeup = os.pipe()
        os.set_blocking(self._wakeup, False)
        self._out = collections.deque(maxlen=_MOST_STEPS)  # what may be lost with the link
        self._waiting = collections.deque()  # shards lent and not yet begun
        self._held = {}  # shard -> what reports it, or None; until the agent has it on disk
        self._checkpoints = {}  # step -> what says so; until the coordinator has it
        self._refused = set()  # steps whose checkpoint does not count
        env = os.environ.get("MILLWRIGHT_CHECKPOINT_MS")
        self.interval_ms = float(env) if env else None
        self.share = 1.0
        self.asked_share = None  # it never asked: it does what it always does
        self._asked = False
        self._finished = False
        self._unsent = b""
        atexit.register(self._flush)

    def say(self, message):
        with self._changed:
            self._out.append(message)
        self._poke()

    def saved(self, step, message, wait_s):
        with self._changed:
            self._checkpoints[step] = message
            self._refused.discard(step)
        self.say(message)
        with self._changed:
            self._changed.wait_for(lambda: step not in self._checkpoints, wait_s)
            return step not in self._checkpoints and step not in self._refused

    def next_shard(self, ahead):
        with self._changed:
            while True:
                if len(self._waiting) < max(1, ahead) and not self._asked and not self._finished:
                    self._asked = True
                    self._out.append({"type": "lease", "want": max(1, ahead) + (0 if self._waiting else 1)})
                    self._poke()
                if self._waiting:
                    return Shard(self, self._waiting.popleft())
                if self._finished:
                    return None
                self._changed.wait()

    def report_shard(self, shard, message):
        with self._changed:
            if shard not in self._held:
                return  # given to somebody else meanwhile
            self._held[shard] = message
        self.say(message)

    def run(self):
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as agent:
                    agent.connect(self._path)
                    self._talk(agent)
            except OSError:
                pass  # the agent restarts: it is tried again for ever
            time.sleep(_RECONNECT_S)

    def _talk(self, agent):
        agent.setblocking(False)
        self._unsent = self._greeting()
        received = b""
        while True:
            with self._changed:
                while self._out:
                    self._unsent += _line(self._out.popleft())
            readable, writable, _ = select.select([agent, self._wake], [agent] if self._unsent else [], [])
            if self._wake in readable:
                os.read(self._wake, 4096)
            if writable:
                self._unsent = self._unsent[agent.send(self._unsent) :]
            if agent in readable:
                chunk = agent.recv(65536)
                if not chunk:
                    return
                *lines, received = (received + chunk).split(b"\n")
                for line in lines:
                    self._take(json.loads(line))

    def _greeting(self):
        """Who speaks, and again what was said and not acknowledged."""
        rank = os.environ.get("RANK")
        with self._changed:
            hello = {"type": "hello", "holding": list(self._held), "share": self.share}
            if rank is not None:
                hello["rank"] = int(rank)
            again = [message for message in self._held.values() if message is not None]
            again += self._checkpoints.values()
            kept = [message for message in self._out if message not in again and message["type"] != "lease"]
            if self._asked:
                kept.append({"type": "lease", "want": 1})
            self._out.clear()
            self._out.extend(kept)
            return b"".join(_line(message) for message in [hello, *again])

    def _take(self, message):
        kind = message["type"]
        if kind == "stop":
            _STOP.set()
        elif kind == "error":
            print("millwright:", message["error"], flush=True)
        elif kind == "interval":
            self.interval_ms = message["ms"]
        elif kind == "share":
            self.share = message["share"]
        elif kind == "checkpoint-refused":
            print(f"millwright: the checkpoint of step {message['step']} does not count: {message['error']}", flush=True)
        with self._changed:
            if kind == "shards":
                self._asked = False
                for fields in message["shards"]:
                    self._held[fields["shard"]] = None
                    self._waiting.append(fields)
            elif kind in ("ack", "drop"):
                for shard in message["shards"]:
                    self._held.pop(shard, None)
                self._waiting = collections.deque(f for f in self._waiting if f["shard"] in self._held)
            elif kind == "finish":
                self._finished = True
            elif kind in ("checkpointed", "checkpoint-refused"):
                self._checkpoints.pop(message["step"], None)
                if kind == "checkpoint-refused":
                    self._refused.add(message["step"])
            self._changed.notify_all()

    def _flush(self):
        """At the end: what was said last still goes out, if that is quick."""
        untilS = time.monotonic() + 1
        while (self._out or self._unsent) and self.pid == os.getpid() and time.monotonic() < untilS:
            time.sleep(0.01)

    def _poke(self):
        try:
            os.write(self._wakeup, b"x")
        except BlockingIOError:
            pass  # it is awake already


def _line(message):
    if _DONE_S in message:
        message = dict(message)
        ageS = time.monotonic() - message.pop(_DONE_S)
        if ageS >= 1:
            message["ageMs"] = int(ageS * 1000)
    return json.dumps(message).encode() + b"\n"
