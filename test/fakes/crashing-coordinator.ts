/**
 * A child process for the crash test: a real loop on a real `level` store that submits jobs and prints each answer. It kills
 * itself with SIGKILL at a random boundary: before a commit, between commit and act, or after acting.
 */
import { beginIncarnation, loadState } from '../../coordinator/core/load.ts'
import { takeChanges } from '../../coordinator/core/state.ts'
import { makeLoop } from '../../coordinator/shell/loop.ts'
import { openLevelStore } from '../../coordinator/store/level.ts'
import { steadyClock } from '../../shared/clock.ts'
import { makeRng } from '../../shared/rng.ts'

const [folder, seed] = process.argv.slice(2) as [string, string]
const rng = makeRng(Number(seed), 'crash')
const crashAt = 1 + rng.below(8)
const where = ['before-commit', 'after-commit', 'never-mind'][rng.below(3)]
const die = (): void => void process.kill(process.pid, 'SIGKILL')

const store = await openLevelStore(folder)
const loaded = await store.load()
const state = loadState(loaded.rows, 0)
beginIncarnation(state)
await store.commit({ seq: loaded.seq + 1, changes: takeChanges(state).durable })
let commits = 0
const loop = makeLoop({
  state,
  clock: steadyClock(),
  seq: loaded.seq + 1,
  commit: async (set) => {
    commits++
    if (commits === crashAt && where === 'before-commit') die()
    await store.commit(set)
    if (commits === crashAt && where === 'after-commit') die()
  },
  perform: () => {},
  published: () => {},
  fatal: (error) => {
    throw error
  },
  roomLeft: () => true,
})
for (let i = 0; i < 12; i++) {
  const spec = {
    name: `${seed}-${i}`,
    kind: 'batch',
    run: { kind: 'worker', argv: ['x'] },
    shards: { waves: [{ name: 'main', count: 1 }] },
  } as const
  const principal = { kind: 'local', id: 'test', project: 'default', role: 'admin' } as const
  const answer = await loop.submit({
    kind: 'request',
    principal,
    key: `${seed}-${i}`,
    request: { op: 'submit-job', spec },
  })
  if (answer.ok) process.stdout.write(`${(answer.value as { id: string }).id} ${spec.name}\n`)
  if (commits > crashAt) die()
}
