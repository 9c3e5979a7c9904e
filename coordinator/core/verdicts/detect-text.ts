/** Findings in plain words with numbers, and the readings they rest on. */
import type { Evidence } from '../../../shared/model/health.ts'
import type { Device, Latest } from './detect-device.ts'
import { limitNow, type Memory } from './detect-wants.ts'
import type { LimitStep, SampleRule, Step } from './rules-row.ts'

/** At most two digits behind the point, and no more than tell something: 17700, 0.25, 83.5. */
export function plain(value: number | string): string {
  if (typeof value === 'string') return value
  const size = Math.abs(value)
  const scale = size >= 100 ? 1 : size >= 1 ? 100 : 10_000
  return `${Math.round(value * scale) / scale}`
}

const withUnit = (value: number | string, unit: string): string =>
  unit === '' || unit === 'count' || typeof value === 'string' ? plain(value) : `${plain(value)} ${unit}`

const isLimit = (step: Step): step is LimitStep => 'limit' in step

function limitOf(step: Step, device: Device): number | undefined {
  return isLimit(step) ? limitNow(step.limit, device) : undefined
}

const span = (ms: number): string =>
  ms % 3600_000 === 0 ? `${ms / 3600_000} h` : ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`

/** What the value was held against. */
function limitWords(rule: SampleRule, step: Step, device: Device, unit: string): string {
  const limit = limitOf(step, device)
  const bound = limit === undefined ? '' : withUnit(limit, unit)
  switch (rule.kind) {
    case 'above':
      return `> ${bound}`
    case 'below':
      return `< ${bound}`
    case 'count':
      return `rose by more than ${bound} in ${span(rule.windowMs)}`
    case 'word':
      return 'words' in step ? `one of ${(step.words as readonly string[]).join(', ')}` : ''
    case 'flaps':
      return `${rule.times} returns in ${span(rule.withinMs)}`
    case 'saturated':
      return 'at its ceiling'
    case 'fell':
      return 'lower than before'
    case 'absent':
      return `no value for ${span(rule.afterMs)}`
  }
}

const evidence = (latest: Latest, nowMs: number, limit: string): Evidence => ({
  signal: latest.info.name,
  labels: latest.info.labels,
  value: latest.last ?? 'none',
  unit: latest.info.unit === 'count' ? '' : latest.info.unit,
  ageMs: Math.max(0, nowMs - latest.ms),
  limit,
})

export function evidenceOf(rule: SampleRule, step: Step, main: Latest, device: Device, nowMs: number): Evidence[] {
  const peers = (rule.peers ?? []).flatMap((signal) => device.find(signal) ?? [])
  const known = peers.filter(({ last }) => last !== undefined).map((peer) => evidence(peer, nowMs, ''))
  return [evidence(main, nowMs, limitWords(rule, step, device, main.info.unit)), ...known]
}

/** Fills the braces of a rule's text. A figure that is not known is said to be so. */
export function textOf(rule: SampleRule, step: Step, main: Latest, memory: Memory | undefined, device: Device): string {
  const { unit } = main.info
  const own: Readonly<Record<string, () => string>> = {
    value: () => withUnit(main.last ?? 'unknown', unit),
    limit: () => withUnit(limitOf(step, device) ?? 'unknown', unit),
    rise: () => plain(memory?.figure ?? 0),
    was: () => withUnit(memory?.figure ?? 'unknown', unit),
    reason: () => main.lost?.reason ?? 'nothing was sent',
  }
  return (step.text ?? rule.text).replace(/\{([a-z0-9-]+)\}/g, (_, name: string) => {
    if (Object.hasOwn(own, name)) return own[name]!()
    const peer = device.find(name)
    return peer?.last === undefined ? 'unknown' : withUnit(peer.last, peer.info.unit)
  })
}

/** The condition holds no more; that is no proof of health. */
export const overText = (main: Latest): string =>
  `No longer so: ${main.info.name} is ${withUnit(main.last ?? 'unknown', main.info.unit)} now`
