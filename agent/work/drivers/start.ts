/** How this host starts an attempt's supervisor: as whom, with which bounds, in which image, and by which driver. */
import { execFile } from 'node:child_process'
import { chownSync, closeSync, existsSync, fchownSync, openSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { TaskSpec } from '../../../shared/model/job.ts'
import { workerEnv } from '../../../shared/model/worker-protocol.ts'
import type { ProcessMark } from '../attempt-store.ts'
import { rankDir } from '../rank-files.ts'
import { type Launch, launch, supervisorArgv } from '../supervisor.ts'
import type { DriverName } from './choose.ts'
import { deviceFiles, type GpuOf } from './devices.ts'
import { type Account, accountEnv, accountFor, becoming, findAccount, type UserRules } from './identity.ts'
import { givenByFile, givenToPodman, type JobEnv, rankNames, splitEnv } from './job-env.ts'
import { podmanArgv, podmanProgram } from './podman.ts'
import { readServiceMark, startService } from './systemd.ts'
import { type UnitRules, unitProperties } from './systemd-unit.ts'

const run = promisify(execFile)

/** What the agent's configuration says of work (`work`), and what it knows of its host. */
export interface WorkRules extends UserRules, Omit<UnitRules, 'hostCpus'> {
  readonly driver: DriverName
  readonly umask: string
  readonly devices: readonly string[]
}

export interface Started extends Launch {
  readonly attempt: string
  readonly spec: TaskSpec
  /** what stands before `argv` and runs on the host, in an image's stead: the worker that runs a command once per shard */
  readonly worker: readonly string[]
  readonly workDir: string
  readonly socketPath: string
  /** the agent's own environment, which an image has no use for */
  readonly baseEnv: NodeJS.ProcessEnv
  readonly bootId: string
  /** artifacts that workers fetch */
  readonly cacheDir: string
}

const ownUid = (): number => process.getuid?.() ?? -1

export const accountOfSpec = ({ user }: TaskSpec, rules: UserRules): Promise<Account | null> =>
  accountFor(user, rules, { uid: ownUid(), find: findAccount })

/** Resolves once the supervisor has been started. Rejects with why it cannot be. */
export async function start(asked: Started, rules: WorkRules, gpuOf: GpuOf): Promise<void> {
  const { attempt, spec, dir } = asked
  const account = await accountOfSpec(spec, rules)
  if (account === null && rules.driver === 'systemd')
    throw new Error(
      'work is never run as root: set work.user in the configuration of this host’s agent, or name a user',
    )
  if (account !== null) await giveTo(account, asked)
  const { argv, env } = spec.image === null ? onHost(asked, account) : await inImage(asked, account, rules)
  const program = [...plain(rules.umask), ...argv]
  if (rules.driver === 'detached') return launch({ ...asked, argv: program, env })
  const devices = [...deviceFiles(spec.gpus, gpuOf), ...rules.devices]
  const unit = { job: spec.job, attempt, resources: spec.resources, devices, container: spec.image !== null }
  const properties = unitProperties(unit, { ...rules, hostCpus: cpus().length })
  await startService({
    attempt,
    dir,
    argv: supervisorArgv({ ...asked, argv: program }),
    env,
    bootId: asked.bootId,
    properties,
    onExit: () => asked.onExit(undefined),
  })
}

/** What its mark says of that, for the life of the agent that finds it. */
export function startedAs(dir: string): Pick<ProcessMark, 'service' | 'container'> {
  const service = readServiceMark(dir)
  return {
    ...(service === undefined ? {} : { service }),
    ...(existsSync(join(dir, 'container')) ? { container: true } : {}),
  }
}

/** As far as this process may: memory that RDMA locks, and open files for data loaders. */
const ulimits = [
  'umask "$1"; shift',
  'ulimit -l unlimited 2>/dev/null || ulimit -S -l "$(ulimit -H -l)"',
  'ulimit -n 1048576 2>/dev/null || ulimit -S -n "$(ulimit -H -n)"',
  'exec "$@"',
].join('\n')

const plain = (umask: string): string[] => ['/bin/sh', '-c', ulimits, 'millwright', umask]

/** What the supervisor runs for each rank, and with which variables. */
type Program = Pick<Launch, 'argv' | 'env'>

function onHost({ worker, argv, env, baseEnv, dir, firstRank }: Started, account: Account | null): Program {
  const program = [...worker, ...argv]
  // nobody else's: there is nothing to keep apart
  if (account === null) return { argv: program, env }
  const { host, job } = splitEnv({ ...env, ...accountEnv(account) }, baseEnv, firstRank !== null)
  return { argv: [...becoming(account), ...givenByFile(dir, job), ...program], env: host }
}

/** Variables of which each shard has its own value. */
const shardNames = [workerEnv.shard, workerEnv.item, workerEnv.result]

/** The container has the user's ids; what starts it, and the worker that runs one a shard, stay the agent's. */
async function inImage(asked: Started, account: Account | null, { umask }: WorkRules): Promise<Program> {
  const { attempt, spec, baseEnv, dir, workDir, socketPath, cacheDir, firstRank } = asked
  const { host, job } = splitEnv(asked.env, baseEnv, firstRank !== null)
  const secrets = host[workerEnv.secrets]
  writeFileSync(join(dir, 'container'), '')
  const container = podmanArgv(podmanProgram(), {
    attempt,
    image: spec.image!,
    argv: asked.argv,
    env: [...namesOf(host, firstRank !== null).map((name) => `--env=${name}`), ...givenToPodman(dir, job)],
    folders: [workDir, join(dir, 'ranks'), dirname(socketPath)],
    workdir: startsIn(spec),
    readOnly: [cacheDir, ...(secrets === undefined ? [] : [secrets])],
    gpus: spec.gpus,
    account,
    groups: account === null ? [] : await groupsOf(account),
    umask,
  })
  return { argv: [...asked.worker, ...container], env: host }
}

/** What is handed on from the environment of podman itself: values that we set, some of them for each rank or shard. */
const namesOf = (host: JobEnv['host'], isGang: boolean): string[] => [
  ...Object.values(workerEnv).filter((name) => host[name] !== undefined),
  ...shardNames,
  ...(isGang ? rankNames : []),
]

/** The folder that the job names. */
const startsIn = ({ code }: TaskSpec): string | undefined =>
  code !== null && 'workdir' in code ? code.workdir : undefined

async function groupsOf({ name, gid }: Account): Promise<number[]> {
  const { stdout } = await run('id', ['-G', '--', name], { timeout: 10_000 })
  return stdout
    .trim()
    .split(/\s+/)
    .map(Number)
    .filter((each) => each !== gid)
}

/** His work directory with what was put there for him, and the file into which torch writes why a rank failed. */
async function giveTo(account: Account, { dir, ranks, workDir }: Started): Promise<void> {
  const { uid, gid } = account
  await run('chown', ['-Rh', `${uid}:${gid}`, '--', workDir])
  for (let rank = 0; rank < ranks; rank++) {
    const file = openSync(join(rankDir(dir, rank), 'error.json'), 'a', 0o600)
    fchownSync(file, uid, gid)
    closeSync(file)
  }
}

/** The user of the attempt, and nobody else beside the agent, may speak through its socket. */
export async function admit(spec: TaskSpec, socketPath: string, rules: UserRules): Promise<void> {
  const account = await accountOfSpec(spec, rules)
  if (account !== null) chownSync(socketPath, account.uid, account.gid)
}
