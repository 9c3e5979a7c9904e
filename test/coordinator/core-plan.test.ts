import fc from 'fast-check'
import t from 'tap'
import { fork } from '../../coordinator/core/fork.ts'
import { OverlayMap } from '../../coordinator/core/overlay.ts'
import { draws, makeRun, play } from '../fakes/random-steps.ts'
import { differing, digestOf } from '../fakes/state-digest.ts'

t.test('an overlay is read, written and iterated as a copy would be, and the map below stays', async (t) => {
  const writes = fc.array(
    fc.record({ how: fc.constantFrom('set', 'delete', 'clear'), key: fc.nat(9), value: fc.nat(99) }),
    { maxLength: 40 },
  )
  const write = (map: Map<number, number>, all: readonly { how: string; key: number; value: number }[]) => {
    for (const { how, key, value } of all) {
      if (how === 'set') map.set(key, value)
      else if (how === 'delete') map.delete(key)
      else if (key === 0) map.clear()
    }
  }
  fc.assert(
    fc.property(writes, writes, writes, (first, second, third) => {
      const below = new Map<number, number>()
      write(below, first)
      const before = [...below]
      const copy = new Map(below)
      const over = new OverlayMap(below)
      write(copy, second)
      write(over, second)
      const top = new OverlayMap(over)
      t.same(
        [[...over], over.size, [...over.keys()], [...over.values()]],
        [[...copy], copy.size, [...copy.keys()], [...copy.values()]],
      )
      write(copy, third)
      write(top, third)
      if (JSON.stringify([...top]) !== JSON.stringify([...copy])) throw new Error('an overlay over an overlay differs')
      for (let key = 0; key < 10; key++)
        if (top.get(key) !== copy.get(key) || top.has(key) !== copy.has(key)) throw new Error(`${key}`)
      if (JSON.stringify([...below]) !== JSON.stringify(before)) throw new Error('the map below changed')
    }),
    { numRuns: 200 },
  )
})

t.test('[K1] a fork steps exactly as the state would, and the state stays as it was', async () => {
  fc.assert(
    fc.property(draws(60), draws(60), (before, after) => {
      const live = makeRun()
      play(live, before)
      const twin = makeRun()
      play(twin, before)
      const digest = digestOf(live.state)
      const forked = { state: fork(live.state), nowMs: live.nowMs }
      const asked = play(forked, after)
      if (digestOf(live.state) !== digest) throw new Error('the state below changed')
      const effects = play(twin, after)
      if (JSON.stringify(asked) !== JSON.stringify(effects)) throw new Error('the effects differ')
      const parts = differing(forked.state, twin.state)
      if (parts.length > 0) throw new Error(`the fork ended elsewhere: ${parts}`)
    }),
    { numRuns: 100 },
  )
})
