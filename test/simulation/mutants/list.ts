/**
 * Small bugs that the simulator must find, one at a time. `npm run sim -- --mutants [NAME …]` plants each and says how many seeds and how
 * much CPU time it took to find it; with `--check` it says whether each passes tsc. A bug's text must occur exactly once in its file: when
 * the code around it changes, the bug is moved along or another takes its place. Those that are not found stay in the list.
 */
import { agentBugs, wireBugs } from './agent-bugs.ts'
import { checkpointBugs } from './checkpoint-bugs.ts'
import { attemptBugs, capacityBugs, hostBugs, shardBugs } from './core-bugs.ts'
import { healthBugs } from './health-bugs.ts'
import { gangBugs, jobBugs, storeBugs } from './job-bugs.ts'
import type { Mutant } from './mutant.ts'
import { restartBugs } from './restart-bugs.ts'
import { shareBugs } from './share-bugs.ts'

export const mutants: readonly Mutant[] = [
  ...attemptBugs,
  ...capacityBugs,
  ...shardBugs,
  ...hostBugs,
  ...gangBugs,
  ...jobBugs,
  ...storeBugs,
  ...wireBugs,
  ...agentBugs,
  ...healthBugs,
  ...checkpointBugs,
  ...restartBugs,
  ...shareBugs,
]
