/** A gang that really trains: PyTorch's DistributedDataParallel over gloo, three ranks on three agents, through the loss of a rank and of an agent. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AttemptRow, JobRow } from '../../shared/model/rows.ts'
import { type Site, startSite } from '../fakes/site.ts'
import { pythonWithTorch } from '../fakes/torch.ts'
import type { Check, Part } from './part.ts'

const script = fileURLToPath(new URL('../../examples/pytorch/train_ddp.py', import.meta.url))
const agents = ['h1', 'h2', 'h3']
/** loading torch takes seconds, on a busy machine many */
const deadlineMs = 180_000

const stepsIn = (folder: string): number[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.pt'))
    .map((name) => Number(/\d+/.exec(name)?.[0]))
    .sort((a, b) => a - b)

async function train(check: Check, site: Site): Promise<void> {
  const saved = join(site.dir, 'saved')
  mkdirSync(saved)
  const argv = [pythonWithTorch(), script, '--checkpoints', saved, '--every', '20', '--step-ms', '20']
  const job = await site.api<JobRow>('POST', '/api/v1/jobs', {
    spec: {
      name: 'ddp',
      kind: 'gang',
      gang: { hosts: 3 },
      run: { kind: 'command', argv: [...argv, '--target-loss', '0.002'] },
    },
  })
  const reached = (step: number): Promise<boolean> =>
    site.until(`step ${step}`, async () => (stepsIn(saved).at(-1) ?? 0) >= step, deadlineMs)
  const attemptsOf = async (epoch: number): Promise<AttemptRow[]> =>
    (await site.attempts(job.id)).filter((attempt) => attempt.epoch === epoch)
  const dirOf = async ({ host, id }: AttemptRow): Promise<string> => {
    const { rows } = await site.api<{ rows: { id: string; name: string }[] }>('GET', '/api/v1/hosts')
    return join(site.dir, rows.find((row) => row.id === host)!.name, 'attempts', id)
  }
  await reached(20)
  const [, victim] = await attemptsOf(1)
  const before = stepsIn(saved).at(-1)!
  process.kill(Number(readFileSync(join(await dirOf(victim!), 'ranks/0/pid'), 'utf8').split(' ')[0]), 'SIGKILL')
  await site.until('the next epoch', async () => (await attemptsOf(2)).length === 3, deadlineMs)
  const ended = (await site.attempts(job.id)).find(({ id }) => id === victim!.id)
  check.equal(ended?.exit?.signal, 'SIGKILL', 'the rank that was killed is told with its signal')
  await site.kill('h2')
  site.startAgent('h2')
  const end = await site.until(
    'the end of the job',
    async () => {
      const row = await site.job(job.id)
      return row.endedMs === null ? undefined : row
    },
    deadlineMs,
  )
  check.equal(end.state, 'succeeded', 'it trains to its target')
  check.equal(end.gang?.epoch, 2, 'an agent that was killed and started again cost nothing')
  const logs = await Promise.all(
    (await attemptsOf(2)).map(async (attempt) => readFileSync(join(await dirOf(attempt), 'ranks/0/log'), 'utf8')),
  )
  const begun = Number(/3 ranks begin at step (\d+)/.exec(logs.join(''))?.[1])
  check.ok(begun >= before, 'it went on from the last checkpoint', { begun, before })
  check.ok(/reached loss 0\.00[01]/.test(logs.join('')), 'the loss is what was asked for', logs)
}

export const part: Part = {
  name: 'torch',
  missing: () => (pythonWithTorch() === undefined ? 'no python3 with PyTorch (Debian: python3-torch)' : undefined),
  async run(check) {
    const site = await startSite(agents)
    try {
      await train(check, site)
    } finally {
      await site.close()
    }
  },
}
export const { name, missing, run } = part
