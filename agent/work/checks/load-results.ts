/** What load tests print, as lines of a report. Pure. */
import { lastWords, type Ran } from '../run-program.ts'
import { type CheckLine, line } from './checks.ts'

/** `Error: unable to establish a connection to the specified host: localhost`, `Unable to connect to host engine.` */
const noEngine = /unable to establish a connection|connect to host ?engine|host ?engine connection/i

/**
 * `dcgmi diag -j`: a tree of categories and tests whose results have a status (`Pass`, `Skip`, `Warn`, `Fail`); its shape differs between
 * DCGM 3 and 4, so every status in it is looked at with the nearest name above. undefined: DCGM's host engine (`nv-hostengine`) does not
 * run, which says nothing of the GPU.
 */
export function diagLines(ran: Ran): CheckLine[] | undefined {
  const found: { name: string; status: string; why: string }[] = []
  const walk = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const each of value) walk(each, name)
    else if (typeof value === 'object' && value !== null) {
      const { name: own, category, status, warnings } = value as Record<string, unknown>
      const named = typeof own === 'string' ? own : typeof category === 'string' ? category : name
      if (typeof status === 'string')
        found.push({ name: named, status, why: warnings === undefined ? '' : JSON.stringify(warnings) })
      for (const each of Object.values(value)) walk(each, named)
    }
  }
  try {
    walk(JSON.parse(ran.stdout.slice(Math.max(0, ran.stdout.indexOf('{')))), 'diag')
  } catch {
    if (noEngine.test(`${ran.stdout}\n${ran.stderr}`)) return undefined
    return [line('dcgmi diag', false, `exit code ${ran.code}, no result: ${lastWords(ran)}`)]
  }
  const failed = found.filter(({ status }) => /fail/i.test(status))
  if (failed.length > 0) return failed.map(({ name, why }) => line(`dcgmi ${name}`, false, why === '' ? 'failed' : why))
  const passed = found.filter(({ status }) => /pass/i.test(status)).length
  const ok = passed > 0 && ran.code === 0
  return [
    line(
      'dcgmi diag',
      ok,
      ok ? `${passed} tests passed` : `exit code ${ran.code}, ${passed} tests passed: ${lastWords(ran)}`,
    ),
  ]
}
