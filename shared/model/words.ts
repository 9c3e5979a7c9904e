/** Rows in the words that the command line and the console share. */
import type { HostRow, JobRow } from './rows.ts'
import type { GpuUsage } from './scheduling.ts'

/** What keeps a host from ordinary work, or sets it apart; `word` names it, `detail` says why. */
export interface HostMark {
  readonly word: 'simulated' | 'refused' | 'given up' | 'cordoned' | 'draining' | 'drained' | 'waits' | 'suspended'
  readonly detail: string
}

export function hostMarks(host: HostRow, nowMs: number): HostMark[] {
  const marks: HostMark[] = []
  const add = (word: HostMark['word'], detail: string): void => void marks.push({ word, detail })
  if (host.inventory.simulated) add('simulated', 'not a real machine')
  if (host.refusedReason !== null) add('refused', host.refusedReason)
  if (host.confirmedLost) add('given up', 'a person said that it is dead; until it is heard again')
  if (host.cordoned) add('cordoned', 'no new work')
  if (host.drain !== null) {
    const { mode, reason, by, doneMs } = host.drain
    add(doneMs === null ? 'draining' : 'drained', `${mode}, by ${by}: ${reason}`)
  }
  if (host.backoff !== null) {
    const { untilMs, reason } = host.backoff
    const after = `after ${host.launchFailures} failed launch${host.launchFailures === 1 ? '' : 'es'}: ${reason}`
    if (untilMs === null) add('suspended', `${after}; uncordon it once it is well`)
    else if (untilMs > nowMs) add('waits', `${Math.ceil((untilMs - nowMs) / 1000)} s ${after}`)
  }
  return marks
}

/** "gang running, epoch 3 on 8 hosts, 2 restarts"; '' for other kinds. */
export function gangText({ gang }: JobRow): string {
  if (gang === null) return ''
  const parts = [`gang ${gang.phase}`]
  if (gang.epoch > 0) parts.push(`epoch ${gang.epoch} on ${gang.size} host${gang.size === 1 ? '' : 's'}`)
  if (gang.restarts > 0) parts.push(`${gang.restarts} restart${gang.restarts === 1 ? '' : 's'}`)
  if (gang.moves > 0) parts.push(`moved ${gang.moves === 1 ? 'once' : `${gang.moves} times`}`)
  return parts.join(', ')
}

/** GPU-milliseconds held: the sum of the split. */
export function heldGpuMs({ useful, recomputed, restart, waiting, speculative, idle }: GpuUsage): number {
  return useful + recomputed + restart + waiting + speculative + idle
}

/** The share of held GPU time that led to a result; null when none was held. */
export function goodputOf(usage: GpuUsage): number | null {
  const held = heldGpuMs(usage)
  return held === 0 ? null : usage.useful / held
}
