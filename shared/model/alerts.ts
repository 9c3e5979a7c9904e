/** What alerts come to, for the core, the command line and the console alike. */
import type { AlertRow, SilenceRow } from './health.ts'

/** `*` stands for any text. */
export function matchesText(pattern: string, text: string): boolean {
  const parts = pattern.split('*')
  const [first = ''] = parts
  const last = parts.at(-1) ?? ''
  if (parts.length === 1) return pattern === text
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of parts.slice(1, -1)) {
    const next = text.indexOf(part, at)
    if (next < 0 || next + part.length > end) return false
    at = next + part.length
  }
  return true
}

/** Keys that a silence may match on. */
export const silenceKeys = ['rule', 'host', 'rack', 'site', 'grade'] as const

/** Whether the silence holds the alert back: every key must match, and every host of it where hosts are named. */
export function silences(
  { match }: Pick<SilenceRow, 'match'>,
  alert: AlertRow,
  nameOf: (host: string) => string,
): boolean {
  return Object.entries(match).every(([key, pattern]) => {
    if (key === 'rule') return matchesText(pattern, alert.rule)
    if (key === 'grade') return matchesText(pattern, alert.grade)
    if (key !== 'host') return matchesText(pattern, alert.labels[key] ?? '')
    const known = alert.hosts.length > 0 && alert.hosts.length >= alert.hostCount
    return (
      pattern === '*' ||
      (known && alert.hosts.every((host) => matchesText(pattern, host) || matchesText(pattern, nameOf(host))))
    )
  })
}
