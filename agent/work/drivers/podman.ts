/**
 * A rank in a container image: its argv becomes a `podman run` that stays in the foreground, in the attempt's own control group
 * and with the host's network, processes and shared memory, for ranks of one host talk through all three. So its output, its exit
 * status and its signals are those of a plain process, and only the files it sees are others.
 */
import { existsSync } from 'node:fs'
import { imageFormat } from '../../../shared/model/formats.ts'
import type { Account } from './identity.ts'

export interface ContainerOf {
  readonly attempt: string
  readonly image: string
  readonly argv: readonly string[]
  /** options for the variables that it gets; all others are the image's */
  readonly env: readonly string[]
  /** folders of the host that are there under the same path, beside the one where it starts */
  readonly folders: readonly string[]
  /** where it starts, instead of where podman does */
  readonly workdir?: string | undefined
  /** folders that it may only read */
  readonly readOnly: readonly string[]
  /** by uuid; through CDI, whose description `nvidia-ctk cdi generate` writes */
  readonly gpus: readonly string[]
  readonly account: Account | null
  readonly groups: readonly number[]
  readonly umask: string
}

/** Processes of podman itself; who is told to end is what runs in the container. */
export const wardens: ReadonlySet<string> = new Set(['podman', 'conmon', 'crun', 'runc'])

const places = ['/usr/bin/podman', '/usr/local/bin/podman']

export function podmanProgram(find: (path: string) => boolean = existsSync): string {
  const found = places.find(find)
  if (found !== undefined) return found
  throw new Error(
    `this job runs in a container image, and podman is not installed on this host: ${places.join(' or ')} must be there`,
  )
}

/**
 * One name a rank: what a killed podman has left of it gives way. The container's group lies in the one of who starts it where those are of
 * version 2: there its bounds and its processes are. Other ulimits are those of containers.conf.
 */
const script = `
podman=$1 called=$2 group= bounds=
shift 2
while IFS=: read -r id names path; do
  [ "$id" = 0 ] && [ "$path" != / ] && group=--cgroup-parent=$path
done </proc/self/cgroup
[ "$(ulimit -l)" = unlimited ] && bounds=--ulimit=memlock=-1:-1
exec "$podman" --cgroup-manager=cgroupfs run --replace "--name=$called-\${LOCAL_RANK:-0}" "--workdir=$PWD" "--volume=$PWD:$PWD" $bounds $group "$@"
`

const always = [
  '--rm',
  // the group's own bounds count: no controller can be had below a group that has processes
  '--pids-limit=-1',
  '--network=host',
  '--pid=host',
  '--ipc=host',
  '--uts=host',
  // what it prints goes straight to the log, with nobody between
  '--log-driver=passthrough',
  '--sig-proxy=false',
  '--cap-drop=all',
  '--security-opt=no-new-privileges',
  // the image's own would stand before the job's argv
  '--entrypoint=',
]

export function podmanArgv(podman: string, container: ContainerOf): string[] {
  // looked at here too: podman is root
  if (!imageFormat.test(container.image))
    throw new Error(
      `image ${JSON.stringify(container.image)} is not named by its digest, like "registry/name@sha256:…"`,
    )
  const { attempt, image, argv, env, folders, workdir, readOnly, gpus, account, groups, umask } = container
  const who =
    account === null ? [] : [`--user=${account.uid}:${account.gid}`, ...groups.map((gid) => `--group-add=${gid}`)]
  return [
    ...['/bin/sh', '-c', script, 'millwright-rank', podman, `millwright-${attempt}`],
    ...always,
    `--umask=${umask}`,
    ...who,
    ...folders.map((folder) => `--volume=${folder}:${folder}`),
    ...readOnly.map((folder) => `--volume=${folder}:${folder}:ro`),
    ...(workdir === undefined ? [] : [`--volume=${workdir}:${workdir}`, `--workdir=${workdir}`]),
    ...gpus.map((uuid) => `--device=nvidia.com/gpu=${uuid}`),
    ...env,
    image,
    ...argv,
  ]
}
