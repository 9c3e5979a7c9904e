"""A light rank for the goodput bench: its work is a timer, then all wait for each other at rank 0's port, as in a collective; rank 0 saves
when it is time, and all stand still meanwhile. Arguments: folder, steps, ms of a step, of a save at
least, and from one save to the next.

Lines in the folder's files, times in ms of the monotonic clock: `ranks` "epoch rank pid"; `done` "epoch step ms", `saved` "epoch step
begun ended", both of rank 0. SIGUSR1 and SIGUSR2 end it as NCCL and CUDA end a process whose network or GPU fails.
"""
import os, signal, socket, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../examples/pytorch"))
import millwright

folder, steps = sys.argv[1], int(sys.argv[2])
step_s, save_s, every_s = (float(ms) / 1000 for ms in sys.argv[3:6])
epoch, rank, world = os.environ["MILLWRIGHT_EPOCH"], int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
meet = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
peer_gone = "ncclRemoteError: A call failed possibly due to a network error or a remote process exiting prematurely."


def end(why):
    print(why, flush=True)
    os._exit(1)


def note(name, *words):
    with open(os.path.join(folder, name), "a") as file:
        file.write(" ".join(map(str, words)) + "\n")


def now_ms():
    return round(time.monotonic() * 1000, 3)


def save(step):
    """A real file, durable and whole before it has its name; the rest of the time stands for its size."""
    begun = time.monotonic()
    path = os.path.join(folder, "checkpoints", f"step_{step}")
    with open(path + ".tmp", "w") as file:
        file.write(str(step).ljust(65536))
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".tmp", path)
    parent = os.open(os.path.dirname(path), os.O_RDONLY)
    os.fsync(parent)
    os.close(parent)
    time.sleep(max(0, save_s - (time.monotonic() - begun)))
    note("saved", epoch, step, round(begun * 1000, 3), now_ms())
    millwright.checkpoint(step=step, path=path, shared=True)


def receive(peer):
    """A word of four bytes: the step."""
    word = b""
    while len(word) < 4:
        try:
            more = peer.recv(4 - len(word))
        except OSError:
            more = b""
        if not more:
            end(peer_gone)
        word += more
    return int.from_bytes(word, "big")


def tell(peer, step):
    try:
        peer.sendall(step.to_bytes(4, "big"))
    except OSError:
        end(peer_gone)


def gather():
    """Rank 0: all others, once they have come."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(meet)
        server.listen(world)
        peers = [server.accept()[0] for _ in range(world - 1)]
    for peer in peers:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peers


def reach():
    """The others: rank 0, once it listens."""
    while True:
        try:
            peer = socket.create_connection(meet)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return peer
        except OSError:
            time.sleep(0.02)


signal.signal(signal.SIGUSR1, lambda *_: end("NCCL error: ncclSystemError: System call failed."))
signal.signal(signal.SIGUSR2, lambda *_: end("CUDA error: uncorrectable ECC error encountered"))
note("ranks", epoch, rank, os.getpid())
if rank == 0:
    came_from = millwright.resume()
    step = int(open(came_from).read()) if came_from else 0
    millwright.restored()
    peers = gather()
else:
    leader = reach()
    millwright.restored()
while True:
    if rank == 0:
        for peer in peers:
            tell(peer, step)
    else:
        step = receive(leader)
    if step >= steps:
        break
    time.sleep(step_s)
    step += 1
    millwright.report(step=step)
    if rank > 0:
        tell(leader, step)
        continue
    for peer in peers:
        receive(peer)
    note("done", epoch, step, now_ms())
    if step < steps and millwright.should_checkpoint(every_s):
        save(step)
