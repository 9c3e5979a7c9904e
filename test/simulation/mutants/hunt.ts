/** Runs seeds until one fails or the time is up. */
import { simulate } from '../simulation.ts'

export interface Found {
  readonly seed: number
  readonly hosts: number
  readonly rule: string
  readonly text: string
  readonly cpuMs: number
}

/** small worlds first: most bugs need no more */
const sizes = [6, 10, 5, 14, 8] as const

export async function hunt(cpuMs: number): Promise<Found | null> {
  const usedMs = (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  for (let seed = 1; usedMs() < cpuMs; seed++) {
    const hosts = sizes[seed % sizes.length] as number
    try {
      const { breaches } = await simulate({ seed, hosts, giveUp: () => usedMs() > 1.5 * cpuMs })
      const first = breaches[0]
      if (first !== undefined) return { seed, hosts, rule: first.rule, text: first.text.slice(0, 160), cpuMs: usedMs() }
    } catch (error) {
      return { seed, hosts, rule: 'crash', text: String(error).slice(0, 160), cpuMs: usedMs() }
    }
  }
  return null
}
