/**
 * The environment of an attempt's processes: what the worker protocol needs, and for gangs what torchrun gives its workers (torch 2.13), so that a
 * script written for torchrun runs as it is. RANK, LOCAL_RANK, ROLE_RANK and TORCHELASTIC_ERROR_FILE differ by rank: the supervisor sets
 * them. TORCHELASTIC_USE_AGENT_STORE is never set: without torchrun's store every rank would wait for one that nobody serves.
 */
import { isLoopback } from '../../shared/model/addresses.ts'
import type { GangMember, TaskSpec } from '../../shared/model/job.ts'
import type { Fabric } from '../../shared/model/reading.ts'
import { workerEnv } from '../../shared/model/worker-protocol.ts'
import { checkpointEnv } from './checkpoints/env.ts'
import type { TaskLaunch } from './driver.ts'

export interface HostFabric extends Fabric {
  /** what others reach this host by; undefined: not known */
  readonly address: string | undefined
}

/** In the environment of every process of an attempt, and of no other. */
export const tagOf = (workDir: string): string => `${workerEnv.dir}=${workDir}`

export function envOf(
  base: NodeJS.ProcessEnv,
  { attempt, spec, socketPath }: Pick<TaskLaunch, 'attempt' | 'spec' | 'socketPath'>,
  workDir: string,
  fabric: HostFabric,
): NodeJS.ProcessEnv {
  const { member } = spec
  return {
    ...(member === null ? {} : unlessSet(spec, member, fabric)),
    ...base,
    ...spec.env,
    // ONNX Runtime must see this before it loads: it reports usage otherwise
    ORT_DISABLE_TELEMETRY: '1',
    ...gpuEnv(spec),
    ...(member === null ? {} : { ...memberEnv(member), ...torchEnv(member), ...checkpointEnv(spec) }),
    [workerEnv.socket]: socketPath,
    [workerEnv.attempt]: attempt,
    [workerEnv.job]: spec.job,
    [workerEnv.dir]: workDir,
  }
}

/** Only what was granted is seen. Nothing is set when no GPUs were granted: such a job may look at them all the same. */
const gpuEnv = ({ gpus }: TaskSpec): NodeJS.ProcessEnv =>
  gpus.length === 0 ? {} : { CUDA_VISIBLE_DEVICES: gpus.join(',') }

const memberEnv = (member: GangMember): NodeJS.ProcessEnv => ({
  [workerEnv.epoch]: String(member.epoch),
  [workerEnv.rank]: String(member.rank),
  [workerEnv.members]: String(member.of),
  [workerEnv.hosts]: member.hosts.join(','),
})

const torchEnv = (member: GangMember): NodeJS.ProcessEnv => ({
  WORLD_SIZE: String(member.worldSize),
  LOCAL_WORLD_SIZE: String(member.ranks),
  GROUP_RANK: String(member.rank),
  GROUP_WORLD_SIZE: String(member.of),
  // torchrun does not set these two; Lightning and others read them
  NODE_RANK: String(member.rank),
  NNODES: String(member.of),
  ROLE_NAME: 'default',
  ROLE_WORLD_SIZE: String(member.worldSize),
  // 0: told by a coordinator that chooses none
  ...(member.port === 0 ? {} : { MASTER_ADDR: member.address, MASTER_PORT: String(member.port) }),
  TORCHELASTIC_RUN_ID: member.runId,
  TORCHELASTIC_RESTART_COUNT: String(member.restarts),
  TORCHELASTIC_MAX_RESTARTS: String(member.maxRestarts),
})

/** What the agent's or the job's own environment says wins. */
function unlessSet({ resources }: TaskSpec, member: GangMember, fabric: HostFabric): NodeJS.ProcessEnv {
  return {
    // torchrun gives 1 to each of several; here each gets its share of what was granted
    OMP_NUM_THREADS: String(Math.max(1, Math.floor(resources.cpus / member.ranks))),
    // as torchrun; the library's own default is another
    TORCH_NCCL_ASYNC_ERROR_HANDLING: '1',
    ...fabricEnv(member, fabric),
  }
}

/** For NCCL '=' means this name, not all that begin with it. */
function fabricEnv(member: GangMember, { address, socketInterface, ibDevices }: HostFabric): NodeJS.ProcessEnv {
  // an agent beside its coordinator may know only its loopback address, which is no way to the gang's other hosts
  const apart = address !== undefined && isLoopback(address) && !isLoopback(member.address)
  return {
    ...(socketInterface === null || apart
      ? {}
      : { NCCL_SOCKET_IFNAME: `=${socketInterface}`, GLOO_SOCKET_IFNAME: socketInterface }),
    ...(ibDevices.length === 0 ? {} : { NCCL_IB_HCA: `=${ibDevices.join(',')}` }),
  }
}
