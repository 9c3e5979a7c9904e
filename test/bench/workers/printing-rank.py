"""Prints numbered lines at an even rate, a bunch every 10 ms, and says at its end how long a write took at most."""
import os, sys, time

lines_per_s, seconds, report = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
rank = os.environ.get("RANK", os.environ.get("MILLWRIGHT_SHARD", "0"))
start = time.monotonic()
printed, longest, late = 0, 0.0, 0.0
while (elapsed := time.monotonic() - start) < seconds:
    due = min(int(elapsed * lines_per_s), int(seconds * lines_per_s)) - printed
    late = max(late, due / lines_per_s)
    now = time.time() * 1000
    text = "".join(
        f"rank {rank} line {printed + i} at {now:.0f}: step {(printed + i) // 7} loss {2.3 / (1 + 0.001 * (printed + i)):.5f} "
        f"lr 3.0e-4 grad_norm {(printed * 37 + i * 101) % 997 / 313:.3f}\n"
        for i in range(due)
    ).encode()
    before = time.monotonic()
    os.write(1, text)
    longest = max(longest, time.monotonic() - before)
    printed += due
    time.sleep(0.01)
with open(f"{report}/{rank}", "w") as out:
    out.write(f'{{"printed": {printed}, "longestWriteMs": {1000 * longest:.2f}, "lateMs": {1000 * late:.1f}}}')
