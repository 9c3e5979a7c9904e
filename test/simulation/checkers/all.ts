/** Every checker, each in a file of its own. They know the rules and nothing of the workload's intentions. */
import type { Site } from '../simulation.ts'
import { checkAcknowledged } from './acknowledged.ts'
import { checkCheckpoints } from './checkpoints.ts'
import { checkChecks } from './checks.ts'
import { checkCopies } from './copies.ts'
import { checkEnds } from './ends.ts'
import { checkFences } from './fences.ts'
import { checkFinishing } from './finishing.ts'
import { checkGangs } from './gangs.ts'
import { checkGrants } from './grants.ts'
import { checkHealth } from './health.ts'
import { checkHealthStops } from './health-stops.ts'
import { checkIdle } from './idle.ts'
import { checkJobs } from './jobs.ts'
import { checkLaunches } from './launches.ts'
import { checkLeases } from './leases.ts'
import { checkLedger } from './ledger.ts'
import { checkLending } from './lending.ts'
import { checkPhases } from './phases.ts'
import { checkPhysical } from './physical.ts'
import { checkPlacing } from './placing.ts'
import { checkProgress } from './progress.ts'
import { checkQuotas } from './quotas.ts'
import { checkRestarts } from './restarts.ts'
import { checkShards } from './shards.ts'
import { checkShares } from './shares.ts'
import { checkSilence } from './silence.ts'
import { checkSpooled } from './spooled.ts'
import { checkStops } from './stops.ts'
import { checkStore } from './store.ts'
import { checkTold } from './told.ts'
import { checkWire } from './wire.ts'

export interface Verdict {
  /** nothing is left to wait for */
  done(): boolean
  /** after healing: what must be true at the end */
  atEnd(): void
}

export function addCheckers(site: Site): Verdict {
  checkPhysical(site)
  checkEnds(site)
  checkPhases(site)
  checkLedger(site)
  checkGrants(site)
  checkTold(site)
  checkLending(site)
  checkShards(site)
  checkStops(site)
  checkStore(site)
  checkWire(site)
  checkQuotas(site)
  checkGangs(site)
  checkCheckpoints(site)
  checkFences(site)
  checkRestarts(site)
  checkShares(site)
  checkIdle(site)
  checkLaunches(site)
  checkPlacing(site)
  checkCopies(site)
  checkLeases(site)
  checkSpooled(site)
  checkJobs(site)
  checkFinishing(site)
  checkHealthStops(site)
  checkChecks(site)
  checkSilence(site)
  const acknowledged = checkAcknowledged(site)
  const progress = checkProgress(site)
  const health = checkHealth(site)
  return {
    done: () => progress.done() && health.done(),
    atEnd() {
      progress.atEnd()
      health.atEnd()
      acknowledged.atEnd()
    },
  }
}
