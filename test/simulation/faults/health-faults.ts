/** What goes wrong with hardware and with those who watch it: heat, errors, dead GPUs, leaks, false alarms, checks that fail or hang. */
import type { Finding, Grade, KernelEvent } from '../../../shared/model/health.ts'
import type { HostRow } from '../../../shared/model/rows.ts'
import type { Host } from '../host.ts'
import { endHung, type Fault, type FaultKind, onHost, pick, type Stage } from './fault.ts'

const finding = (rule: string, device: string, grade: Grade, fields: Partial<Finding> = {}): Finding => ({
  rule,
  ruleVersion: '1',
  device,
  grade,
  repair: 'inspect',
  text: `${rule} on ${device}`,
  evidence: [{ signal: rule, labels: {}, value: 1, unit: '', ageMs: 500, limit: '> 0' }],
  place: {},
  ...fields,
})

const withGpus = ({ hosts }: Stage): Host[] => hosts.filter(({ powered, shape }) => powered && shape.gpus.length > 0)

const gpuOf = (host: Host, value: number): string => pick(host.shape.gpus, value)?.uuid ?? ''

/** A condition on a GPU, which its detectors see end. */
const onGpu = (
  name: string,
  rule: string,
  grades: readonly Grade[],
  lastsMs: readonly [number, number],
): FaultKind => ({
  name,
  weight: 1,
  lastsMs,
  begin: (stage, fault) => {
    const host = pick(withGpus(stage), fault.target)
    if (host === undefined) return 'nothing to do'
    const device = `gpu:${gpuOf(host, fault.value)}`
    for (const [i, grade] of grades.entries())
      stage.world.after((i * fault.forMs) / grades.length, () => {
        // a ladder that has been left is not climbed on
        if (i === 0 || host.health.conditions.has(`${device}\n${rule}`)) host.health.begin(finding(rule, device, grade))
      })
    return () => host.health.end({ rule, device })
  },
})

/** codes that the catalogue grades from `watch` to `stop` */
const codes = [13, 31, 48, 62, 79, 94, 95, 119] as const
/** after these a GPU computes nothing right until it is reset */
const breaking: ReadonlySet<number> = new Set([62, 79, 95, 119])

const xid = (code: number, uuid: string): KernelEvent => ({
  class: 'xid',
  code,
  device: '0000:1b:00',
  uuid,
  text: `NVRM: Xid (PCI:0000:1b:00): ${code}, pid=1, name=worker`,
  hostMs: 0,
  count: 1,
  details: {},
})

/** Somebody repairs it: a reboot, or by hand, and says so. */
function repair(stage: Stage, host: Host, { value }: Fault): void {
  if (value * 10 - Math.floor(value * 10) < 0.5 && host.powered) {
    host.powerOff(false)
    stage.world.after(20_000, () => host.powerOn())
    return
  }
  host.health.broken.clear()
  endHung(
    host,
    host.shape.gpus.map(({ uuid }) => uuid),
  )
  stage.users.ask({ op: 'verify-host', host: host.id })
}

/**
 * The agent has its check and is cut off. Another fault comes, which it tells before its answer, or a person opens the host and so begins
 * another check: once the link is back, the answer is to a check that is not wanted any more.
 */
function overtake(host: Host, stage: Stage, fault: Fault): void {
  const { network, world, users } = stage
  const { link, powered } = host
  if (!powered || link.blocked.up || link.blocked.down) return
  network.setBlocked(link, { up: true, down: true })
  world.after(35_000, () => network.setBlocked(link, { up: false, down: false }))
  if (fault.value < 0.5) return users.ask({ op: 'undrain-host', host: host.id })
  host.health.print(xid(48, gpuOf(host, fault.value)))
  world.after(120_000, () => repair(stage, host, fault))
}

/** Waits for a check of any host to begin. */
const atCheck = (
  name: string,
  strike: (host: Host, stage: Stage, fault: Fault) => void,
  afterMs = ({ value }: Fault): number => 30_000 * value ** 2,
): FaultKind => ({
  name,
  weight: 1,
  lastsMs: [0, 0],
  begin: (stage, fault) => {
    const { observers, world, hosts } = stage
    let left = Math.floor(fault.target * 3)
    const seen = new Set<string>()
    observers.add({
      stepped(_life, _input, _effects, { durable }) {
        if (left < 0) return
        for (const { table, key, row } of durable) {
          const check = table === 'hosts' ? (row as HostRow | null)?.health?.check : null
          if (!check || seen.has(check.id)) continue
          seen.add(check.id)
          if (left-- !== 0) continue
          const host = hosts.find(({ id }) => id === key)
          world.after(afterMs(fault), () => {
            if (host === undefined) return
            observers.count(name)
            strike(host, stage, fault)
          })
          return
        }
      },
    })
    return 'armed'
  },
})

/** Checks go wrong, on a host that is to be checked where there is one. */
const badChecks = (name: string, how: 'fail' | 'hang'): FaultKind => ({
  name,
  weight: 1,
  lastsMs: [60_000, 900_000],
  begin: ({ hosts, coordinator }, { target }) => {
    const sick = ({ id }: Host): boolean => coordinator.life?.state.hosts.get(id)?.health?.drained === true
    const host = pick(hosts.filter(sick), target) ?? (pick(hosts, target) as Host)
    host.health.checks = how
    return () => {
      host.health.checks = 'right'
    }
  },
})

export const healthFaults: readonly FaultKind[] = [
  onGpu('gpu-too-hot', 'gpu/temperature', ['degrade'], [30_000, 600_000]),
  onGpu('gpu-error-rate', 'gpu/corrected-rate', ['watch', 'degrade', 'stop'], [60_000, 600_000]),
  onGpu('gpu-margin', 'gpu/margin', ['watch'], [10_000, 300_000]),
  onHost('host-fault', 1, [30_000, 400_000], (host, fault) => {
    const rule = 'host/memory'
    host.health.begin(finding(rule, 'host', fault.value < 0.3 ? 'stop' : 'degrade'))
    return () => host.health.end({ rule, device: 'host' })
  }),
  {
    name: 'xid',
    weight: 2,
    lastsMs: [20_000, 500_000],
    begin: (stage, fault) => {
      const host = pick(withGpus(stage), fault.target)
      if (host === undefined) return 'nothing to do'
      const uuid = gpuOf(host, fault.value)
      const code = codes[Math.floor(fault.value * 97) % codes.length] as number
      host.health.print(xid(code, uuid))
      if (!breaking.has(code)) return undefined
      host.health.broken.add(uuid)
      for (const process of host.processes.live) if (process.spec.gpus.includes(uuid)) process.manners.hung = true
      return () => repair(stage, host, fault)
    },
  },
  {
    name: 'leak-in-rack',
    weight: 1,
    lastsMs: [60_000, 700_000],
    begin: (stage, fault) => {
      const reporter = pick(stage.hosts, fault.target) as Host
      const wet = stage.hosts.filter(
        ({ shape }) => shape.topology.rack === pick(stage.hosts, fault.value)?.shape.topology.rack,
      )
      const detectors = wet.slice(0, 1 + Math.floor(fault.value * 3)).flatMap((host) =>
        [0, 1].slice(0, fault.value < 0.5 ? 1 : 2).map((n) => {
          const place = { ...host.shape.topology, host: host.name } as Record<string, string>
          const word = n === 1 && fault.target < 0.5 ? 'unavailable' : 'warning'
          const evidence = [{ signal: 'leak-detector', labels: {}, value: word, unit: '', ageMs: 500, limit: 'ok' }]
          return finding('leak-detector', `leak:${host.name}/${n}`, 'watch', { place, evidence })
        }),
      )
      for (const each of detectors) reporter.health.begin(each)
      return () => {
        for (const each of detectors) reporter.health.end(each)
      }
    },
  },
  {
    name: 'mass-false-alarm',
    weight: 0.7,
    lastsMs: [20_000, 300_000],
    begin: ({ hosts, users, world }, fault) => {
      const rule = 'host/clock'
      const struck = hosts.filter((_, i) => ((i * 7) % 10) / 10 < 0.3 + 0.7 * fault.value)
      for (const host of struck) host.health.begin(finding(rule, 'host', 'degrade'))
      return () => {
        for (const host of struck) host.health.end({ rule, device: 'host' })
        world.after(60_000 * (1 + 4 * fault.target), () => users.ask({ op: 'reset-breaker', reason: 'a false alarm' }))
      }
    },
  },
  badChecks('checks-fail', 'fail'),
  badChecks('checks-hang', 'hang'),
  atCheck('fault-during-check', (host, { world }, fault) => {
    const rule = 'gpu/margin'
    const device = host.shape.gpus.length > 0 ? `gpu:${gpuOf(host, fault.value)}` : 'host'
    host.health.begin(finding(rule, device, 'degrade'))
    world.after(60_000, () => host.health.end({ rule, device }))
  }),
  atCheck('agent-killed-during-check', (host) => host.killAgent('killed during a check', 500)),
  atCheck('coordinator-crash-during-check', (_host, { coordinator }, { value }) => {
    if (coordinator.up) coordinator.crash('a check is under way', 200 + 5_000 * value)
  }),
  atCheck('undrained-during-check', (host, { users }) => users.ask({ op: 'undrain-host', host: host.id })),
  {
    name: 'fault-on-drained-host',
    weight: 1,
    lastsMs: [10_000, 200_000],
    begin: ({ hosts, coordinator }, fault) => {
      const byPeople = (host: Host): boolean => {
        const drain = coordinator.life?.state.hosts.get(host.id)?.drain
        return drain != null && drain.by !== 'health'
      }
      const host = pick(hosts.filter(byPeople), fault.target)
      if (host === undefined) return 'nothing to do'
      const rule = 'host/disk'
      host.health.begin(finding(rule, 'host', 'degrade'))
      return () => host.health.end({ rule, device: 'host' })
    },
  },
  {
    name: 'verdict-closed-by-hand',
    weight: 1,
    lastsMs: [0, 0],
    begin: ({ coordinator, users }, fault) => {
      const standing = [...(coordinator.life?.state.verdicts.values() ?? [])].filter(({ state }) => state !== 'closed')
      const verdict = pick(standing, fault.target)
      if (verdict === undefined) return 'nothing to do'
      users.ask({ op: 'close-verdict', verdict: verdict.id, reason: 'looked at it' })
      return undefined
    },
  },
  atCheck('check-overtaken', overtake, () => 1_500),
]
