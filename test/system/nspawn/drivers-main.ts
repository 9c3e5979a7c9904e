/** Runs inside a booted Debian: the drivers' contract on the systemd driver. A line a result: `ok|not ok|skip <tab> name <tab> why`. */

import { equal, match } from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { taskSpec } from '../../fakes/agent-process.ts'
import { type Row, rows } from '../../fakes/driver-contract.ts'
import { userPlace, userRows } from '../../fakes/driver-users.ts'
import { RealWork } from '../../fakes/real-work.ts'

const say = (...words: string[]): void =>
  void process.stdout.write(`${words.map((word) => word.replaceAll(/[\t\n]/g, ' ')).join('\t')}\n`)

async function each(list: readonly Row[], place: RealWork): Promise<void> {
  for (const { name, missing, run } of list) {
    const lack = missing?.('systemd')
    if (lack !== undefined) {
      say('skip', name, lack)
      continue
    }
    try {
      await Promise.race([run(place), tooLong(name)])
      say('ok', name)
    } catch (error) {
      say('not ok', name, `${(error as Error).stack}; ${place.said.slice(-5).join('; ')}`)
    }
  }
}

/** A row that does not end costs itself only. */
const tooLong = (name: string): Promise<never> =>
  new Promise((_resolve, reject) => setTimeout(() => reject(new Error(`${name}: not within 40 s`)), 40_000))

const script = (text: string) => taskSpec({ run: { kind: 'worker', argv: ['/bin/sh', '-c', text] } })
const show = (unit: string, name: string): string =>
  execFileSync('systemctl', ['show', '--value', `--property=${name}`, unit], { encoding: 'utf8' }).trim()

const serviceRows: readonly Row[] = [
  {
    name: 'an attempt is a service of its own in the slice, with its bounds and its sandbox',
    async run(place) {
      const spec = { ...script('echo 1 >here; exec sleep 1000'), resources: { cpus: 1, memoryMb: 100 } }
      const attempt = place.run(spec)
      await place.written(attempt, 'here')
      const unit = `millwright-${attempt}.service`
      const wanted = {
        Slice: 'millwright-work.slice',
        MemoryMax: String(100 * 1024 * 1024),
        CPUQuotaPerSecUSec: /s$/,
        TasksMax: '1024',
        KillMode: 'process',
        SendSIGKILL: 'no',
        OOMPolicy: 'continue',
        RefuseManualStop: 'yes',
        DevicePolicy: 'closed',
        NoNewPrivileges: 'yes',
        ProtectSystem: 'full',
        LimitMEMLOCK: 'infinity',
        CollectMode: 'inactive-or-failed',
      }
      for (const [name, value] of Object.entries(wanted))
        typeof value === 'string' ? equal(show(unit, name), value, name) : match(show(unit, name), value)
      place.stop(attempt, 'cancelled', 1_000)
      await place.exitOf(attempt)
      await place.until(() => show(unit, 'LoadState') === 'not-found')
    },
  },
  {
    name: 'the sandbox: no privileges, and nothing of the system can be written',
    async run(place) {
      const text =
        'touch /usr/x 2>&1; touch /etc/x 2>&1; grep -E "^(NoNewPrivs|CapEff|CapBnd)" /proc/self/status; exit 0'
      const exit = await place.exitOf(place.run(script(text)))
      match(
        exit.lastLines.join('\n'),
        /\/usr\/x.*Read-only[\s\S]*\/etc\/x.*Read-only[\s\S]*CapEff:\s0+\n[\s\S]*NoNewPrivs:\s1/,
      )
    },
  },
  {
    name: 'systemctl stop of an attempt is refused, and what runs goes on',
    async run(place) {
      const attempt = place.run(script('trap "" TERM; echo $$ >here; while [ ! -e go ]; do sleep 0.05; done; exit 8'))
      const pid = Number(await place.written(attempt, 'here'))
      let refused = ''
      try {
        execFileSync('systemctl', ['stop', `millwright-${attempt}.service`], { encoding: 'utf8', stdio: 'pipe' })
      } catch (error) {
        refused = String((error as { stderr?: string }).stderr)
      }
      match(refused, /refused/)
      readFileSync(`/proc/${pid}/stat`)
      execFileSync('touch', [`${place.dirOf(attempt)}/work/go`])
      equal((await place.exitOf(attempt)).code, 8)
    },
  },
]

/** A kind of device that anybody may open (tun), and that no service is given by itself. */
const device = '/dev/millwright-test'

function deviceRow(name: string, wanted: RegExp): Row {
  return {
    name,
    missing: () => (canOpen() ? 'this host does not hold device files back from services' : undefined),
    async run(place) {
      const exit = await place.exitOf(place.run(script(`(exec 3<>${device} && echo opened) 2>&1; exit 0`)))
      match(exit.lastLines.join(), wanted)
    },
  }
}

function canOpen(): boolean {
  const closed = ['--quiet', '--wait', '--pipe', '-p', 'DevicePolicy=closed']
  return spawnSync('systemd-run', [...closed, '/bin/sh', '-c', `exec 3<>${device}`]).status === 0
}

execFileSync('mknod', ['-m', '666', device, 'c', '10', '200'])
const user = process.argv[2] ?? 'daemon'
const work = new RealWork({ driver: 'systemd', config: { ...userPlace(user), user: 'games' } })
const held = deviceRow('a device file that was not granted cannot be opened', /not permitted/)
await each([...rows, ...userRows(user), ...serviceRows, held], work)
const allowing = new RealWork({ driver: 'systemd', config: { user: 'games', devices: [device] } })
await each([deviceRow('one of work.devices can', /opened/)], allowing)
const refusing = new RealWork({ driver: 'systemd' })
await each(
  [
    {
      name: 'work without a user is refused: it would be root',
      async run(place) {
        const exit = await place.exitOf(place.run(script('exit 0')))
        equal(exit.reason, 'launch-failed')
        match(exit.lastLines.join(), /never run as root: set work.user/)
      },
    },
  ],
  refusing,
)
await Promise.race([Promise.all([work, allowing, refusing].map((place) => place.close())), tooLong('the end')])
process.exit(0)
