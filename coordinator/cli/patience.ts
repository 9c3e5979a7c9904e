/** A coordinator that restarts ends no wait: what was submitted is on its disk, and what it tells comes again. */
import { setTimeout as pause } from 'node:timers/promises'
import { UnreachableError } from './client.ts'
import type { Call } from './io.ts'

const lookMs = 500
const patienceMs = 60_000

/** `say`: told once, when it is waited for. */
export async function patiently<T>(call: Call, say: (text: string) => void, look: () => Promise<T>): Promise<T> {
  const since = call.io.nowMs()
  let told = false
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (!(error instanceof UnreachableError) || call.io.nowMs() - since > patienceMs) throw error
      if (!told) say(`the coordinator does not answer; waiting for it up to ${patienceMs / 1_000} s`)
      told = true
      await pause(lookMs, undefined, { signal: call.io.stopped })
    }
  }
}
