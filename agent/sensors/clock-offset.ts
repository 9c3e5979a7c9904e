/** Whether the host's clock is right, as the daemon that keeps it sees it: chrony, else systemd-timesyncd. */
import type { Reading, Signal } from '../../shared/model/reading.ts'
import { defaultPeriodsMs } from './names.ts'
import { Program, programAt } from './program.ts'
import { gap, type Sensor, signalMaker, unsupported, value } from './sensor.ts'

interface Clock {
  /** undefined: the daemon does not say */
  readonly offsetS: number | undefined
  readonly synchronised: boolean
}

/** Pure: `chronyc -c tracking`. Its fifth figure is how far the clock is behind, ours how far it is ahead. */
export function parseChrony(text: string): Clock {
  const fields = text.trim().split(',')
  const behindS = Number(fields[4])
  if (fields.length < 14 || !Number.isFinite(behindS)) throw new Error(`chronyc says "${text.trim().slice(0, 60)}"`)
  return { offsetS: behindS === 0 ? 0 : -behindS, synchronised: fields[13] !== 'Not synchronised' }
}

const scales: Readonly<Record<string, number>> = { us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, min: 60 }

/** Pure: `timedatectl show -p NTPSynchronized` and `timedatectl timesync-status`, which fails where another daemon keeps the clock. */
export function parseTimedatectl(show: string, status: string): Clock {
  const synchronised = /^NTPSynchronized=(yes|no)$/m.exec(show)?.[1]
  if (synchronised === undefined) throw new Error(`timedatectl says "${show.trim().slice(0, 60)}"`)
  const offset = /^\s*Offset: ([+-]?)((?:[\d.]+(?:us|µs|ms|s|min) ?)+)$/m.exec(status)
  const parts = [...(offset?.[2] ?? '').matchAll(/([\d.]+)(us|µs|ms|s|min)/g)]
  const sizeS = parts.reduce((sum, part) => sum + Number(part[1]) * scales[part[2]!]!, 0)
  // The daemon's offset is what it adds to the clock.
  const offsetS = offset === null ? undefined : offset[1] === '-' ? sizeS : sizeS === 0 ? 0 : -sizeS
  return { offsetS, synchronised: synchronised === 'yes' }
}

export function clockSignals(clock: Clock | string, source: string, nowMs: number): Signal[] {
  const signal = signalMaker('clock', source)
  if (typeof clock === 'string') {
    const why: Reading = gap(clock, nowMs)
    return [signal('clock-offset', why), signal('clock-synchronised', why)]
  }
  const offset = clock.offsetS === undefined ? unsupported : value(clock.offsetS, nowMs)
  return [signal('clock-offset', offset), signal('clock-synchronised', value(clock.synchronised ? 1 : 0, nowMs))]
}

/** Each look runs programs: a period that is shorter shows what was read last, with its age. */
const leastMs = 30_000

/** Undefined where neither program is installed. */
export function clockOffset(): Sensor | undefined {
  const [chronyc, timedatectl] = ['chronyc', 'timedatectl'].map((name) => programAt(name))
  if (chronyc === undefined && timedatectl === undefined) return undefined
  const chrony = chronyc === undefined ? undefined : new Program(chronyc, 5_000)
  const systemd = timedatectl === undefined ? undefined : new Program(timedatectl, 5_000)
  const bySystemd = async (program: Program): Promise<Clock> => {
    const status = program.run('timesync-status').catch(() => '')
    return parseTimedatectl(await program.run('show', '-p', 'NTPSynchronized'), await status)
  }
  const look = async (nowMs: number): Promise<Signal[]> => {
    let reason = ''
    if (chrony !== undefined) {
      try {
        return clockSignals(parseChrony(await chrony.run('-c', 'tracking')), 'chronyc', nowMs)
      } catch (error) {
        // It is installed and does not run: systemd may keep the clock.
        reason = (error as Error).message
      }
    }
    if (systemd === undefined) return clockSignals(reason, 'chronyc', nowMs)
    const read = await bySystemd(systemd).catch((error: Error) => error.message)
    return clockSignals(read, 'timedatectl', nowMs)
  }
  let last: { readonly atMs: number; readonly signals: Signal[] } | undefined
  return {
    name: 'clock',
    periodMs: defaultPeriodsMs.clock,
    deadlineMs: 15_000,
    async read(nowMs) {
      if (last === undefined || nowMs - last.atMs >= leastMs) last = { atMs: nowMs, signals: await look(nowMs) }
      return last.signals
    },
    close() {
      chrony?.close()
      systemd?.close()
    },
  }
}
