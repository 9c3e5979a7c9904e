/** The spine with real processes: a coordinator, an agent, workers; both killed with SIGKILL in the middle of a job. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { JobRow } from '../../shared/model/rows.ts'
import { startSite } from '../fakes/site.ts'

interface Results {
  results: { index: number; output: { result: unknown } }[]
}

t.test(
  'kill -9 of coordinator and agent: workers live on, every shard counts once, nothing acknowledged is lost',
  async (t) => {
    const site = await startSite(['agent-1'], 2)
    t.teardown(() => site.close())
    const gate = join(site.dir, 'gate')
    const script = `while [ ! -e ${gate} ] && [ "$MILLWRIGHT_SHARD" -ge 4 ]; do sleep 0.05; done; echo "$MILLWRIGHT_SHARD" > "$MILLWRIGHT_RESULT"`
    const spec = {
      name: 'spine',
      kind: 'batch',
      run: { kind: 'command', argv: ['sh', '-c', script] },
      workers: { max: 2 },
      shards: { count: 12 },
    }
    const { id } = await site.api<JobRow>('POST', '/api/v1/jobs', { spec }, { 'idempotency-key': 'spine-1' })
    await site.until('four shards are committed', async () => (await site.job(id)).shards.committed >= 4)
    const before = (await site.attempts(id)).filter((attempt) => attempt.state === 'running')
    t.equal(before.length, 2)

    await site.kill('agent-1')
    await site.kill('coordinator')
    for (const { pid } of before) t.ok(alive(pid as number), `worker ${pid} lives on without agent and coordinator`)
    await site.startCoordinator()
    const again = await site.api<JobRow>('POST', '/api/v1/jobs', { spec }, { 'idempotency-key': 'spine-1' })
    t.equal(again.id, id, 'the repeated submission is answered as the first')
    site.startAgent('agent-1')
    await site.until(
      'the agent is back',
      async () =>
        (await site.api<{ rows: { liveness: string }[] }>('GET', '/api/v1/hosts')).rows[0]?.liveness === 'connected',
    )
    await site
      .api('PUT', '/api/v1/hosts')
      .catch((error: Error) => t.match(error.message, /405/, 'a wrong method says so'))
    writeFileSync(gate, '')
    const job = await site.until('the job ends', async () => {
      const row = await site.job(id)
      return row.endedMs !== null && row
    })
    t.same([job.state, job.shards.committed, job.shards.total, job.shards.duplicateCommits], ['succeeded', 12, 12, 0])
    const { results } = await site.api<Results>('GET', `/api/v1/jobs/${id}/results`)
    t.same(
      results.map((each) => each.output.result),
      Array.from({ length: 12 }, (_, i) => i),
    )
    const after = await site.attempts(id)
    t.same(
      after.map((attempt) => attempt.pid).sort(),
      before.map((attempt) => attempt.pid).sort(),
      'the same two processes did it all',
    )
    await site.until('the ends are reported', async () =>
      (await site.attempts(id)).every((attempt) => attempt.exit?.code === 0),
    )
  },
)

t.test('a job that cannot work says why, and a cancelled one stops with its reason', async (t) => {
  const site = await startSite(['agent-1'], 1)
  t.teardown(() => site.close())
  const submit = (name: string, argv: string[], more: object = {}): Promise<JobRow> =>
    site.api('POST', '/api/v1/jobs', {
      spec: { name, kind: 'batch', run: { kind: 'command', argv }, shards: { count: 1 }, ...more },
    })
  const missing = await submit('missing', ['/no/such/program'])
  const failed = await site.until('it fails', async () => {
    const row = await site.job(missing.id)
    return row.endedMs !== null && row
  })
  t.equal(failed.state, 'failed')
  t.match(failed.reason, /shard 0 failed 3 times.*no\/such\/program/s)
  const long = await submit('long', ['sleep', '600'])
  await site.until('it runs', async () => (await site.attempts(long.id)).some((attempt) => attempt.state === 'running'))
  const waiting = await submit('waiting', ['true'])
  t.match(
    (await site.api<{ summary: string }>('GET', `/api/v1/why/${waiting.id}`)).summary,
    /it needs 1 slot free on one host; no host has that now/,
  )
  await site.api('POST', `/api/v1/jobs/${long.id}/cancel`, {})
  await site.until('its worker is stopped', async () =>
    (await site.attempts(long.id)).every(
      (attempt) => attempt.state === 'ended' && attempt.stop?.reason === 'cancelled',
    ),
  )
  await site.until('the waiting one runs then', async () => (await site.job(waiting.id)).state === 'succeeded')
})

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
