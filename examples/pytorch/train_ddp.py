#!/usr/bin/env python3
"""A small model trained for real with DistributedDataParallel: gloo on CPUs, NCCL where CUDA is. It runs under torchrun just as well.

    millwright submit --name ddp --gang 3 --dir . --checkpoints /shared/ddp -- python3 train_ddp.py --target-loss 0.01

It ends with 0 once the loss over all ranks is below the target. Rank 0 saves a checkpoint every `--every` steps and whenever
Millwright says so, whole or not at all; a new launch goes on from the newest one. The data of a step follow from the step, and its ranks divide
them, evenly or as Millwright says: nothing is trained on twice or left out, and the result is the same.
"""

import argparse
import os
import sys
import time

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

import millwright

SAMPLES = 256  # of a rank in a step, when all do the same


def main():
    options = arguments()
    cuda = torch.cuda.is_available()
    if cuda:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    device = torch.device("cuda" if cuda else "cpu")
    dist.init_process_group("nccl" if cuda else "gloo")
    rank = dist.get_rank()
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(2, 64), torch.nn.Tanh(), torch.nn.Linear(64, 64), torch.nn.Tanh(), torch.nn.Linear(64, 1))
    net.to(device)
    adam = torch.optim.Adam(net.parameters(), lr=0.005)
    step = restore(options.checkpoints, net, adam, device)
    model = DistributedDataParallel(net)
    if rank == 0:
        print(f"{dist.get_world_size()} ranks begin at step {step}", flush=True)
    saved = step
    told = tell([0, 0, samples()], device)
    while True:
        told = train(model, adam, step, [int(count) for _, _, count in told], device, options.step_ms)
        loss, stop = sum(each[0] for each in told), any(each[1] for each in told)
        step += 1
        done = loss < options.target_loss
        leaving = done or stop or step >= options.steps
        due = rank == 0 and (millwright.should_checkpoint() or step - saved >= options.every)
        if due or (rank == 0 and leaving):
            save(options.checkpoints, step, net, adam, loss)
            saved = step
        if leaving:
            break
    dist.barrier()
    dist.destroy_process_group()
    if rank == 0:
        print(f"{'reached' if done else 'stopped at'} loss {loss:.5f} at step {step}", flush=True)
    # not done is no success, whoever asked to stop: 143 as the signal would have given
    sys.exit(0 if done else 143 if stop else 1)


def train(model, adam, step, counts, device, step_ms):
    """One step, of `counts` samples by rank. Returns what all ranks told: each its part of the mean loss, whether it is to stop, and how many
    samples it does in the next step."""
    begunS = time.perf_counter()
    rank, total = dist.get_rank(), sum(counts)
    first, mine = sum(counts[:rank]), counts[rank]
    points = torch.rand(total, 2, generator=torch.Generator().manual_seed(step))
    x = points[first : first + mine].to(device) * 2 - 1
    y = torch.sin(3 * x[:, :1]) * torch.cos(2 * x[:, 1:])
    # gradients are averaged over ranks: so every sample counts alike, whoever did it
    loss = torch.nn.functional.mse_loss(model(x), y, reduction="sum") * len(counts) / total
    if step_ms > 0:
        time.sleep(step_ms / 1000 * mine / SAMPLES)
    # the backward pass waits for the others: what is before it is this rank's alone
    compute_ms = (time.perf_counter() - begunS) * 1000
    adam.zero_grad()
    loss.backward()
    adam.step()
    millwright.report(step=step + 1, compute_ms=compute_ms, share=mine / SAMPLES)
    return tell([loss.item() / len(counts), millwright.should_stop(), samples()], device)


def samples():
    """How many this rank does in the next step."""
    return max(1, round(SAMPLES * millwright.share()))


def tell(mine, device):
    """What every rank tells, by rank: all hear the same."""
    mine = torch.tensor([float(each) for each in mine], device=device)
    told = [torch.empty_like(mine) for _ in range(dist.get_world_size())]
    dist.all_gather(told, mine)
    return torch.stack(told).tolist()


def save(folder, step, net, adam, loss):
    """Under its name only once it is whole and on the disk."""
    if folder is None:
        return
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"step-{step:08d}.pt")
    with open(f"{path}.tmp", "wb") as file:
        torch.save({"step": step, "net": net.state_dict(), "adam": adam.state_dict(), "loss": loss}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.tmp", path)
    at = os.open(folder, os.O_RDONLY)
    os.fsync(at)
    os.close(at)
    millwright.checkpoint(step=step, path=path, shared=True)


def restore(folder, net, adam, device):
    """Rank 0 reads the checkpoint and gives it to the others, so that all begin at the same step. Returns that step."""
    state = [None]
    if dist.get_rank() == 0:
        path = millwright.resume() or newest(folder)
        state = [None if path is None else torch.load(path, map_location="cpu")]
    dist.broadcast_object_list(state, src=0, device=device)
    if state[0] is None:
        return 0
    net.load_state_dict(state[0]["net"])
    adam.load_state_dict(state[0]["adam"])
    millwright.restored()
    return state[0]["step"]


def newest(folder):
    found = sorted(name for name in os.listdir(folder) if name.endswith(".pt")) if folder and os.path.isdir(folder) else []
    return os.path.join(folder, found[-1]) if found else None


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    folder = os.environ.get("MILLWRIGHT_CHECKPOINTS")
    parser.add_argument("--checkpoints", metavar="DIR", default=folder, help="a folder that every host can read; without it nothing is saved")
    parser.add_argument("--every", type=int, default=50, metavar="STEPS", help="between checkpoints (50)")
    parser.add_argument("--steps", type=int, default=20_000, help="give up after so many (20000)")
    parser.add_argument("--target-loss", type=float, default=0.001, help="(0.001)")
    parser.add_argument("--step-ms", type=float, default=0, help="makes every step longer, to try faults (0)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
