/**
 * What every process driver must tell truthfully, whatever becomes of the processes: a row for each end. The tests run it on the
 * driver that this host has, and inside a booted Debian on the systemd driver, with nothing but Node.
 */
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessMark } from '../../agent/work/attempt-store.ts'
import type { ExitRecord, TaskSpec } from '../../shared/model/job.ts'
import { taskSpec } from './agent-process.ts'
import type { RealWork } from './real-work.ts'

export interface Row {
  readonly name: string
  /** what this host lacks for it */
  readonly missing?: (driver: string) => string | undefined
  run(place: RealWork): Promise<void>
}

const shell = (script: string, more: Partial<TaskSpec> = {}): TaskSpec =>
  taskSpec({ run: { kind: 'worker', argv: ['/bin/sh', '-c', script] }, ...more })

type Said = Partial<Pick<ExitRecord, 'code' | 'signal' | 'reason' | 'sentByUs' | 'oom'>>

function said(exit: ExitRecord, wanted: Said): void {
  const { code, signal, reason, sentByUs } = exit
  deepEqual(
    { code, signal, reason, sentByUs, oom: exit.oom === true },
    { code: null, signal: null, reason: 'exited', sentByUs: false, oom: false, ...wanted },
  )
}

const ends = (name: string, script: string, wanted: Said): Row => ({
  name,
  run: async (place) => said(await place.exitOf(place.run(shell(script))), wanted),
})

const alive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

interface Kept {
  readonly process: Pick<ProcessMark, 'supervisor' | 'ranks'> | null
}
const recordOf = (place: RealWork, attempt: string): Kept =>
  JSON.parse(readFileSync(join(place.dirOf(attempt), 'attempt.json'), 'utf8')) as Kept

/** A rank whose work is over once the gate is there. */
const behindGate = (then: string): string => `while [ ! -e gate ]; do sleep 0.05; done; ${then}`
const openGate = (place: RealWork, attempt: string): void => writeFileSync(join(place.dirOf(attempt), 'work/gate'), '')

const ignoresTerm: Row = {
  name: 'what ignores SIGTERM is killed after its grace, and by whom is told',
  async run(place) {
    const attempt = place.run(shell('trap "" TERM; echo $$ >here; while :; do sleep 0.05; done'))
    const pid = Number(await place.written(attempt, 'here'))
    place.stop(attempt, 'cancelled', 300)
    said(await place.exitOf(attempt), { signal: 'SIGKILL', reason: 'cancelled', sentByUs: true })
    ok(!alive(pid))
  },
}

const savesItself: Row = {
  name: 'what saves itself on SIGTERM within its grace exits with its own code',
  async run(place) {
    const attempt = place.run(
      shell('trap "echo saved; exit 7" TERM; : >here; echo 1 >here; while :; do sleep 0.05; done'),
    )
    await place.written(attempt, 'here')
    place.stop(attempt, 'preempted', 20_000)
    const exit = await place.exitOf(attempt)
    said(exit, { code: 7, reason: 'preempted', sentByUs: true })
    equal(exit.lastLines.at(-1), 'saved')
  },
}

const escapes: Row = {
  name: 'forks that leave the session are ended with the attempt, and not told as its end',
  async run(place) {
    const script =
      'setsid sh -c \'trap "" TERM; (setsid sh -c "trap \\"\\" TERM; echo \\$\\$ >far; exec sleep 1000" &); exit 0\'; while [ ! -s far ]; do sleep 0.05; done; exit 5'
    const attempt = place.run(shell(script))
    const far = Number(await place.written(attempt, 'far'))
    said(await place.exitOf(attempt), { code: 5 })
    ok(!alive(far), 'the process that left the session')
  },
}

const stopsEscapes: Row = {
  name: 'a stop ends forks that left the session, too',
  async run(place) {
    const script = 'setsid sh -c \'trap "" TERM; echo $$ >far; while :; do sleep 0.05; done\' & wait'
    const attempt = place.run(shell(script))
    const far = Number(await place.written(attempt, 'far'))
    place.stop(attempt, 'cancelled', 200)
    const { reason, sentByUs } = await place.exitOf(attempt)
    deepEqual({ reason, sentByUs }, { reason: 'cancelled', sentByUs: true })
    ok(!alive(far), 'the process that left the session')
  },
}

const launcherKilled: Row = {
  name: 'a launcher that is killed ends nothing: its rank goes on, and how it ended is told as it was',
  async run(place) {
    const attempt = place.run(shell(behindGate('exit 9')))
    const pid = await place.started(attempt)
    process.kill(recordOf(place, attempt).process!.supervisor, 'SIGKILL')
    ok(alive(pid), 'the rank lives on')
    place.kill()
    place.live()
    ok(alive(pid), 'and is adopted')
    openGate(place, attempt)
    // its keeper outlived the launcher
    said(await place.exitOf(attempt), { code: 9 })
    ok(!alive(pid))
  },
}

const allKilled: Row = {
  name: 'where launcher and keeper are killed, the rank goes on, and its end is told as unknown',
  async run(place) {
    const attempt = place.run(shell(behindGate('exit 9')))
    const pid = await place.started(attempt)
    const { supervisor, ranks = [] } = recordOf(place, attempt).process!
    for (const each of [supervisor, ...ranks.map(({ keeper }) => keeper)]) process.kill(each, 'SIGKILL')
    ok(alive(pid), 'the rank lives on')
    openGate(place, attempt)
    said(await place.exitOf(attempt), { reason: 'unknown' })
    ok(!alive(pid))
  },
}

const adopts: Row = {
  name: 'a killed agent ends nothing, adopts what runs, and tells the true end of what ended meanwhile',
  async run(place) {
    const goesOn = place.run(shell(behindGate('exit 41')))
    const endsMeanwhile = place.run(shell(behindGate('exit 42')))
    const pids = [await place.started(goesOn), await place.started(endsMeanwhile)]
    place.kill()
    ok(pids.every(alive))
    openGate(place, endsMeanwhile)
    await place.until(() => !alive(pids[1]!))
    place.live()
    said(await place.exitOf(endsMeanwhile), { code: 42 })
    ok(alive(pids[0]!))
    openGate(place, goesOn)
    said(await place.exitOf(goesOn), { code: 41 })
    for (const attempt of [goesOn, endsMeanwhile])
      equal(place.facts.filter(({ started }) => started?.attempt === attempt).length, 1, 'started once')
  },
}

const member = {
  epoch: 1,
  rank: 0,
  of: 1,
  hosts: ['h'],
  lostAfterMs: null,
  ranks: 2,
  firstRank: 0,
  worldSize: 2,
  address: '127.0.0.1',
  port: 20_000,
  runId: 'j.1',
  restarts: 0,
  maxRestarts: 0,
  resume: null,
  saveEveryMs: null,
} as const

const leavesEarly: Row = {
  name: 'one rank that leaves early with 0 makes no success of an attempt whose other rank fails',
  async run(place) {
    const script = '[ "$RANK" = 0 ] && exit 0; sleep 0.3; echo rank $RANK fails; exit 3'
    const argv = ['/bin/sh', '-c', script]
    const attempt = place.run(taskSpec({ kind: 'gang', run: { kind: 'command', argv }, member }))
    const exit = await place.exitOf(attempt)
    said(exit, { code: 3 })
    deepEqual(
      exit.ranks?.map(({ rank, code }) => ({ rank, code })),
      [{ rank: 1, code: 3 }],
    )
    match(exit.lastLines.join('\n'), /rank 1 fails/)
  },
}

const oddWords: Row = {
  name: 'arguments and variables arrive as they are',
  async run(place) {
    const odd = 'a "b" \'c\' $HOME `id` \\ %n\nsecond; line'
    const argv = ['/bin/sh', '-c', 'printf "%s|%s" "$1" "$ODD" >said; exit 0', 'x', odd]
    const attempt = place.run(taskSpec({ run: { kind: 'worker', argv }, env: { ODD: odd } }))
    said(await place.exitOf(attempt), { code: 0 })
    equal(await place.written(attempt, 'said'), `${odd}|${odd}`)
  },
}

const noProgram: Row = {
  name: 'a program that is not there exits with 127 and says its name',
  async run(place) {
    const exit = await place.exitOf(place.run(taskSpec({ run: { kind: 'worker', argv: ['/no/such/program'] } })))
    // 126 is what some container runtimes make of it
    said(exit, { code: exit.code === 126 ? 126 : 127 })
    match(exit.lastLines.join('\n'), /no\/such\/program/)
  },
}

const memoryRoot = '/sys/fs/cgroup/memory'
const limitBytes = 64 * 1024 * 1024

/** The supervisor is started in a group that may use 64 MiB, made by hand: what a host without systemd can have. */
const outOfMemory: Row = {
  name: 'a rank that the kernel kills for lack of memory is told as out of memory',
  missing(driver) {
    if (driver === 'container') return 'its control group is one of version 1 here'
    if (driver === 'systemd')
      return memoryIsBounded() ? undefined : 'no memory controller in this control group tree: needs a VM'
    if (process.getuid?.() !== 0 || !existsSync(join(memoryRoot, 'memory.limit_in_bytes')))
      return 'needs root and a writable memory controller, version 1'
    return undefined
  },
  async run(place) {
    const hog = shell('exec tail /dev/zero', { resources: { cpus: 1, memoryMb: 64 } })
    const own = `/sys/fs/cgroup/memory${/^\d+:memory:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? ''}`
    const group = join(own, `millwright-test-${process.pid}`)
    const byHand = !memoryIsBounded()
    if (byHand) {
      mkdirSync(group)
      writeFileSync(join(group, 'memory.limit_in_bytes'), String(limitBytes))
      writeFileSync(join(group, 'cgroup.procs'), String(process.pid))
    }
    const attempt = place.run(hog)
    // it is started in this turn or one of the next; it must have been before this process leaves the group
    await place.started(attempt).finally(() => byHand && writeFileSync(join(own, 'cgroup.procs'), String(process.pid)))
    said(await place.exitOf(attempt), { signal: 'SIGKILL', oom: true })
    if (byHand) rmdirSync(group)
  },
}

const memoryIsBounded = (): boolean => {
  try {
    return readFileSync('/sys/fs/cgroup/cgroup.controllers', 'utf8').split(/\s+/).includes('memory')
  } catch {
    return false
  }
}

export const rows: readonly Row[] = [
  ends('exit 0', 'exit 0', { code: 0 }),
  ends('exit 1', 'exit 1', { code: 1 }),
  ends('exit 93', 'exit 93', { code: 93 }),
  {
    ...ends('exit 137 is an exit, not a signal', 'exit 137', { code: 137 }),
    missing: (driver) => (driver === 'container' ? 'podman says 137 of both' : undefined),
  },
  ends('SIGKILL that we did not send', 'kill -KILL $$', { signal: 'SIGKILL' }),
  ends('SIGSEGV', 'kill -SEGV $$', { signal: 'SIGSEGV' }),
  outOfMemory,
  ignoresTerm,
  savesItself,
  escapes,
  stopsEscapes,
  launcherKilled,
  allKilled,
  adopts,
  leavesEarly,
  oddWords,
  noProgram,
]
