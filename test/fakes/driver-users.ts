/** What every driver must hold of the user that work runs as, on a host whose agent is root. */
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskSpec } from '../../shared/model/job.ts'
import { taskSpec } from './agent-process.ts'
import type { RealWork } from './real-work.ts'

const notRoot = (): string | undefined => (process.getuid?.() === 0 ? undefined : 'needs root, to become others')

interface UserRow {
  readonly name: string
  readonly missing: () => string | undefined
  run(place: RealWork): Promise<void>
}

const as = (user: string | null, script: string): TaskSpec => ({
  ...taskSpec({ run: { kind: 'worker', argv: ['/bin/sh', '-c', script] } }),
  user,
})

/** The numbers of what `id` says, in one order. */
const numbers = (text: string): number[] =>
  text
    .trim()
    .split(/\s+/)
    .map(Number)
    .sort((a, b) => a - b)
const idOf = (option: string, user: string): number[] =>
  numbers(execFileSync('id', [option, user], { encoding: 'utf8' }))

/** 1,048,576, or what this process may not raise. */
const mostFiles = (): number => {
  const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
  return Math.min(hard, 1_048_576)
}

/** The place allows `user` and has the umask 0027. */
export const userRows = (user: string): readonly UserRow[] => [
  {
    name: 'work becomes the user that the coordinator names, with all his groups, his home and no way back',
    missing: notRoot,
    async run(place) {
      const script = [
        'id -u >uid; id -g >gid; id -G >groups; umask >umask',
        'printf "%s %s" "$HOME" "$USER" >home; grep -E "^(NoNewPrivs|CapEff|CapPrm)" /proc/self/status >rights',
        '[ -w "$MILLWRIGHT_SOCKET" ] && echo yes >socket; [ -r ../attempt.json ] && echo no >record',
        'ls .. >/dev/null 2>&1 && echo no >listed; echo x >../pid 2>/dev/null && echo no >mark; ulimit -n >files; exit 0',
      ].join('\n')
      const attempt = place.run(as(user, script))
      const exit = await place.exitOf(attempt)
      equal(exit.code, 0, exit.lastLines.join('\n'))
      const said = (name: string): Promise<string> => place.written(attempt, name)
      deepEqual(numbers(await said('uid')), idOf('-u', user))
      deepEqual(numbers(await said('gid')), idOf('-g', user))
      deepEqual(numbers(await said('groups')), idOf('-G', user))
      equal(await said('umask'), '0027')
      match(await said('home'), new RegExp(`^/\\S* ${user}$`))
      match(await said('rights'), /^CapPrm:\s0+\nCapEff:\s0+\nNoNewPrivs:\s1$/)
      equal(await said('socket'), 'yes', 'he may speak to the agent')
      ok(Number(await said('files')) >= mostFiles(), 'as many open files as may be')
      for (const name of ['record', 'listed', 'mark']) ok(!place.has(attempt, name), `${name}: what is the agent's`)
    },
  },
  {
    name: 'variables of the job reach its processes as they are, and nothing that runs as the agent',
    missing: notRoot,
    async run(place) {
      const script =
        'printf "%s|%s|%s|" "$LD_PRELOAD" "$ODD" "$UID" >said; [ -e /proc/self/fd/6 ] && echo open >>said; exit 0'
      const odd = `a 'b' "c" $HOME \\ \n* `
      const spec = { ...as(user, script), env: { LD_PRELOAD: '/no-such-library.so', ODD: odd, UID: '1000' } }
      const attempt = place.run(spec)
      equal((await place.exitOf(attempt)).code, 0)
      match(readFileSync(join(place.dirOf(attempt), 'work/said'), 'utf8'), /^\/no-such-library\.so\|/)
      ok(readFileSync(join(place.dirOf(attempt), 'work/said'), 'utf8').includes(`|${odd}|`))
      ok(!readFileSync(join(place.dirOf(attempt), 'work/said'), 'utf8').includes('open'))
      // the loader complains in every program that has it in its environment: what the agent's said is in these
      equal(readFileSync(join(place.dirOf(attempt), 'ranks/0/said'), 'utf8'), '')
      equal(statSync(join(place.dirOf(attempt), 'env')).mode & 0o777, 0o600)
    },
  },
  {
    name: 'a stop reaches the processes of the user',
    missing: notRoot,
    async run(place) {
      const attempt = place.run(as(user, 'trap "exit 6" TERM; echo 1 >here; while :; do sleep 0.05; done'))
      await place.written(attempt, 'here')
      place.stop(attempt, 'cancelled', 20_000)
      const { code, reason } = await place.exitOf(attempt)
      deepEqual({ code, reason }, { code: 6, reason: 'cancelled' })
    },
  },
  ...(
    [
      ['root', /user "root": work is never run as root/],
      ['sys', new RegExp(`user "sys" is not allowed on this host: it allows ${user}, nobody-here \\(work.allowUsers`)],
      ['nobody-here', /user "nobody-here" does not exist on this host/],
    ] as const
  ).map(([asked, wanted]) => ({
    name: `a launch as ${asked} is refused, and says why`,
    missing: notRoot,
    async run(place: RealWork): Promise<void> {
      const exit = await place.exitOf(place.run(as(asked, 'exit 0')))
      equal(exit.reason, 'launch-failed')
      match(exit.lastLines.join('\n'), wanted)
    },
  })),
]

export const userPlace = (user: string) => ({ allowUsers: [user, 'nobody-here'], umask: '0027' })
