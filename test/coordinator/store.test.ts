import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Change } from '../../coordinator/core/table.ts'
import { openLevelStore } from '../../coordinator/store/level.ts'
import { makeMemoryStore } from '../../coordinator/store/memory.ts'
import type { Store } from '../../coordinator/store/store.ts'

const put = (table: string, key: string, row: object | null): Change => ({ table, key, row })
const sorted = (rows: readonly Change[]) => [...rows].sort((a, b) => (a.table + a.key < b.table + b.key ? -1 : 1))

async function contract(t: Test, open: () => Promise<Store>, reopen: (store: Store) => Promise<Store>): Promise<void> {
  let store = await open()
  t.same(await store.load(), { seq: 0, rows: [] })
  await store.commit({
    seq: 1,
    changes: [
      put('jobs', 'j-1-1', { v: 1, name: 'ä "quoted"' }),
      put('jobs', 'j-1-2', { v: 1 }),
      put('meta', 'meta', { n: 1 }),
    ],
  })
  await store.commit({
    seq: 2,
    changes: [put('jobs', 'j-1-2', null), put('jobs', 'j-1-1', { v: 1, name: 'b', unknownField: [1, null] })],
  })
  await t.rejects(store.commit({ seq: 4, changes: [] }), /commit 4 after 2/, 'a gap is refused')
  store = await reopen(store)
  const { seq, rows } = await store.load()
  t.equal(seq, 2)
  t.same(sorted(rows), [
    put('jobs', 'j-1-1', { v: 1, name: 'b', unknownField: [1, null] }),
    put('meta', 'meta', { n: 1 }),
  ])
  await store.commit({ seq: 3, changes: [] })
  t.equal((await store.load()).seq, 3)
  await store.close()
}

t.test('the contract, memory', (t) =>
  contract(
    t,
    async () => makeMemoryStore(),
    async (store) => store,
  ),
)

t.test('the contract, level', async (t) => {
  const folder = join(t.testdir(), 'db')
  await contract(
    t,
    () => openLevelStore(folder),
    async (store) => {
      await store.close()
      return openLevelStore(folder)
    },
  )
  const first = await openLevelStore(folder)
  await t.rejects(openLevelStore(folder), /is another coordinator running on it/)
  await first.close()
  await rm(folder, { recursive: true })
})
