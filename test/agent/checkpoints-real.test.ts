import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { CheckpointList } from '../../shared/model/checkpoints.ts'
import type { JobRow } from '../../shared/model/rows.ts'
import { startSite } from '../fakes/site.ts'

const moduleDir = fileURLToPath(new URL('../../examples/pytorch', import.meta.url))

/** Saves every 10 steps, tells of all but the last, and ends with 7 at step 35 unless it went on from a checkpoint. */
const program = `
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
import millwright
folder = os.environ["MILLWRIGHT_CHECKPOINTS"]
os.makedirs(folder, exist_ok=True)
path = millwright.resume()
begun = step = json.load(open(path))["step"] if path else 0
while step < 60:
    time.sleep(0.01)
    step += 1
    millwright.report(step=step)
    if begun == 0 and step == 35:
        os._exit(7)
    if step % 10 == 0:
        name = os.path.join(folder, f"step_{step}.bin")
        with open(name + ".tmp", "w") as file:
            json.dump({"step": step}, file)
        os.replace(name + ".tmp", name)
        if step < 60 and not millwright.checkpoint(step, name, wait_s=30):
            sys.exit(8)
`
const python = spawnSync('python3', ['-V']).status === 0

t.test(
  '[CK1] [CK2] [CK4] [CK6] a real program saves, fails, goes on from there, and its older files go',
  { skip: python ? false : 'no python3' },
  async (t) => {
    const site = await startSite(['h1'])
    t.teardown(() => site.close())
    const dir = join(site.dir, 'saved')
    const spec = {
      name: 'saves',
      kind: 'gang',
      gang: { hosts: 1 },
      run: { kind: 'command', argv: ['python3', '-c', program, moduleDir] },
      checkpoints: { dir, shared: true, keep: 2, intervalMs: 'auto' },
    }
    const { id } = await site.api<JobRow>('POST', '/api/v1/jobs', { spec })
    const end = await site.until('its end', async () => {
      const job = await site.job(id)
      return job.endedMs !== null && job
    })
    t.match(end, { state: 'succeeded', gang: { epoch: 2, restarts: 1, resume: { step: 30, epoch: 1, host: null } } })
    const list = await site.until('digests and deletions', async () => {
      const now = await site.api<CheckpointList>('GET', `/api/v1/jobs/${id}/checkpoints`)
      return now.rows.length === 2 && now.rows.every(({ sha256 }) => sha256 !== null) && now
    })
    t.match(list.rows, [
      { step: 60, state: 'durable', epoch: 2, parent: 50 },
      { step: 50, state: 'durable', epoch: 2, parent: 40 },
    ])
    t.same(readdirSync(dir).sort(), ['step_50.bin', 'step_60.bin'])
  },
)
