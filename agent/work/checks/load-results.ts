/** What load tests print, as lines of a report. Pure. */
import { type CheckLine, line } from './checks.ts'
import type { Ran } from './load-test.ts'

const lastWords = ({ stdout, stderr }: Ran): string =>
  (stderr.trim() || stdout.trim()).split('\n').at(-1)?.slice(0, 200) ?? ''

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

/** undefined: it could not be made here, which says nothing of the GPU. */
export function torchLine(uuid: string, ran: Ran): CheckLine | undefined {
  const what = `load ${uuid}`
  let told: { absent?: string; products?: number; wrong?: number }
  try {
    told = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '') as typeof told
  } catch {
    return line(what, false, `exit code ${ran.code}: ${lastWords(ran)}`)
  }
  if (told.absent !== undefined) return undefined
  const { products = 0, wrong = 0 } = told
  if (products === 0) return line(what, false, 'no product of matrices was made in time')
  return line(what, wrong === 0, `${products} products of matrices, ${wrong} wrong elements`)
}
