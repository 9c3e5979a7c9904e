/** Bugs planted in what the core does about faults, and in how hosts answer. */
import type { Mutant } from './mutant.ts'

const core = 'coordinator/core'
const verdicts = `${core}/verdicts`

export const healthBugs: readonly Mutant[] = [
  {
    name: 'breaker-off-by-one',
    file: `${verdicts}/breaker.ts`,
    find: '  if (countOut(places, hosts) <= most) return true\n',
    replace: '  if (countOut(places, hosts) <= most + 1) return true\n',
    why: 'health takes one host more out than its share',
  },
  {
    name: 'breaker-lets-on',
    file: `${verdicts}/breaker.ts`,
    find: '  if (breakerOf(state).trippedMs !== null) return false\n',
    replace: '',
    why: 'a tripped breaker lets health act as soon as a host is back',
  },
  {
    name: 'breaker-forgets-the-young',
    file: `${verdicts}/breaker.ts`,
    find: '  return drained || nowMs - actedMs < limits.breakerWindowMs\n',
    replace: '  return drained && nowMs - actedMs < limits.breakerWindowMs\n',
    why: 'hosts that are just back do not count',
  },
  {
    name: 'old-check-goes-on',
    file: `${core}/health.ts`,
    find: '  setHealth(ctx, host, { session, check: null, failedChecks: 0, nextCheckMs: null })\n',
    replace: '  setHealth(ctx, host, { session, failedChecks: 0, nextCheckMs: null })\n',
    why: 'another fault does not end a recovery that is under way (NVSentinel#1347)',
  },
  {
    name: 'any-answer-counts',
    file: `${verdicts}/recovery.ts`,
    find: 'if (health.check?.id !== check || health.check.session !== health.session) return\n',
    replace: 'if (health.check === null && health.session < 0) return\n',
    why: 'the answer to an old check brings the host back',
  },
  {
    name: 'gone-is-well',
    file: `${verdicts}/recovery.ts`,
    find: '  if (!isSerious(verdict)) return closeNow(ctx, id, how)\n',
    replace: '  if (verdict.count < 2) {\n    closeNow(ctx, id, how)\n    return reopen(ctx, verdict.host)\n  }\n',
    why: 'a host is back because its fault is not seen any more',
  },
  {
    name: 'failed-check-passes',
    file: `${verdicts}/recovery.ts`,
    find: '  if (!ok) return checkFailed(ctx, hostId, failuresOf(report))\n',
    replace: '',
    why: 'a check that failed brings the host back',
  },
  {
    name: 'lifts-any-drain',
    file: `${verdicts}/act.ts`,
    find: 'healthOf(host).drained && host.drain?.by === healthUser',
    replace: 'host.drain !== null',
    why: 'a drain of a person is lifted with a passed check (NVSentinel#1424)',
  },
  {
    name: 'drains-over-people',
    file: `${verdicts}/act.ts`,
    find: 'drain !== null && drain.by !== healthUser\n',
    replace: "drain !== null && drain.by === 'nobody'\n",
    why: "health's drain takes the place of a person's",
  },
  {
    name: 'overruled-forgotten',
    file: `${verdicts}/act.ts`,
    find: '  return overruled?.session === session ?',
    replace: '  return overruled?.session === session + 1 ?',
    why: 'a host that a person opened is drained again for the same fault',
  },
  {
    name: 'stops-all-gpus',
    file: `${verdicts}/affects.ts`,
    find: '  return units !== null && gpus.some((uuid) => units.has(uuid))\n',
    replace: '  return units !== null\n',
    why: 'a dead GPU ends what runs on the others of its host',
  },
  {
    name: 'tray-is-the-rack',
    file: `${verdicts}/places.ts`,
    find: '  if (host !== undefined) {\n',
    replace: "  if (host === '') {\n",
    why: 'a leak of one tray takes out every host of its rack',
  },
  {
    name: 'check-not-repeated',
    file: `${verdicts}/recovery.ts`,
    find: "  if (!last) state.deadlines.set('check-again', hostId, nowMs + waitMs)\n",
    replace: '',
    why: 'a host that failed one check is never asked again',
  },
  {
    name: 'place-keeps-its-hosts',
    file: `${verdicts}/recovery.ts`,
    find: "  if (gone.onPlace) ctx.reactions.push({ kind: 'place-verdict', verdict: id, childClosed: false })\n  else seekCheck",
    replace: '  if (!gone.onPlace) seekCheck',
    why: 'hosts of a rack that is dry again stay out of service',
  },
  {
    name: 'lines-not-read',
    file: 'agent/work/checks/checks.ts',
    find: '    const ok = lines.every((line) => line.ok)\n',
    replace: '    const ok = lines.some((line) => line.ok)\n',
    why: 'a check in which something failed has passed all the same',
  },
]
