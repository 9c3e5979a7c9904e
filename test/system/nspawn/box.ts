/** A booted Debian in a container (`systemd-nspawn`), with systemd as its first process: a host to install packages on. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Done {
  readonly status: number
  readonly out: string
  readonly err: string
}

const cleanEnv = [
  'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'TERM=dumb',
  'LANG=C.UTF-8',
  'DEBIAN_FRONTEND=noninteractive',
]

export function run(program: string, args: readonly string[], timeoutMs = 120_000): Promise<Done> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: timeoutMs, maxBuffer: 1 << 26 }, (error, out, err) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ status, out, err: error?.killed === true ? `${err}\nstopped after ${timeoutMs / 1000} s` : err })
    })
  })
}

/** Asks again until `look` gives something, for at most `withinMs`. */
export async function until<T>(look: () => Promise<T | undefined>, what: string, withinMs = 30_000): Promise<T> {
  const endMs = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > endMs) throw new Error(`${what}: not within ${withinMs / 1000} s`)
    await pause(100)
  }
}

const onPath = (program: string): boolean =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].some((folder) => existsSync(join(folder, program)))

const rootFolder = join(tmpdir(), 'millwright-test-root')
const packages = 'systemd,systemd-sysv,dbus,procps,iproute2'

/** What a box needs and this machine lacks. */
export function boxMissing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux'
  const programs = ['systemd-nspawn', 'nsenter', 'dpkg-deb', ...(existsSync(rootFolder) ? [] : ['debootstrap'])]
  const absent = programs.filter((program) => !onPath(program))
  return absent.length === 0 ? undefined : `needs ${absent.join(', ')}`
}

/** The Debian that boxes are copies of: made once, kept outside the repository. Returns why it could not be. */
async function prepareRoot(): Promise<string | undefined> {
  if (existsSync(rootFolder)) return undefined
  const folder = await mkdtemp(`${rootFolder}-`)
  const mirror = 'http://deb.debian.org/debian'
  const made = await run(
    'debootstrap',
    ['--variant=minbase', `--include=${packages}`, 'bookworm', folder, mirror],
    400_000,
  )
  if (made.status !== 0) {
    await rm(folder, { recursive: true, force: true })
    return `debootstrap failed: ${made.out.trim().split('\n').at(-1) ?? made.err}`
  }
  await rename(folder, rootFolder)
  return undefined
}

export class Box {
  readonly folder: string
  readonly #nspawn: ChildProcess
  #leader = 0

  private constructor(folder: string, nspawn: ChildProcess) {
    this.folder = folder
    this.#nspawn = nspawn
  }

  /** A booted box, or the reason why there can be none here. `more`: for systemd-nspawn. */
  static async start(name: string, more: readonly string[] = []): Promise<Box | string> {
    const reason = await prepareRoot()
    if (reason !== undefined) return reason
    const folder = await mkdtemp(join(tmpdir(), `${name}-box-`))
    const copied = await run('cp', ['-a', '--reflink=auto', `${rootFolder}/.`, folder])
    if (copied.status !== 0) throw new Error(copied.err)
    // made for this user alone; every user of the box starts at its root
    await chmod(folder, 0o755)
    await writeFile(join(folder, 'etc/hostname'), `${name}\n`)
    await truncate(join(folder, 'etc/machine-id'), 0).catch(() => undefined)
    const args = ['-q', '-D', folder, '-b', '--register=no', '--keep-unit', '--private-network', `--machine=${name}`]
    const nspawn = spawn('systemd-nspawn', [...args, ...more], {
      stdio: 'ignore',
      detached: true,
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
    })
    const box = new Box(folder, nspawn)
    try {
      await box.#booted()
      return box
    } catch (error) {
      await box.stop()
      return `no container boots here: ${(error as Error).message}`
    }
  }

  async #booted(): Promise<void> {
    this.#leader = await until(async () => {
      if (this.#nspawn.exitCode !== null) throw new Error(`systemd-nspawn ended with status ${this.#nspawn.exitCode}`)
      const children = await run('pgrep', ['-P', String(this.#nspawn.pid)])
      const pid = Number(children.out.split('\n')[0])
      const command = pid > 0 ? await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '') : ''
      return command.trim() === 'systemd' ? pid : undefined
    }, 'systemd as first process')
    await until(async () => {
      const state = (await this.sh('systemctl is-system-running')).out.trim()
      return state === 'running' || state === 'degraded' ? state : undefined
    }, 'a running system')
  }

  exec(argv: readonly string[], timeoutMs?: number): Promise<Done> {
    return run('nsenter', ['-t', String(this.#leader), '-a', 'env', '-i', ...cleanEnv, ...argv], timeoutMs)
  }

  sh(script: string, timeoutMs?: number): Promise<Done> {
    return this.exec(['/bin/sh', '-c', script], timeoutMs)
  }

  /** Trimmed output of a script that must succeed. */
  async must(script: string, timeoutMs?: number): Promise<string> {
    const done = await this.sh(script, timeoutMs)
    if (done.status !== 0) throw new Error(`${script}: status ${done.status}\n${done.out}${done.err}`)
    return done.out.trim()
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#nspawn.once('exit', resolve))
    const over = this.#nspawn.exitCode !== null || this.#nspawn.signalCode !== null
    // SIGRTMIN+4 asks systemd to power off.
    if (this.#leader > 0 && !over) process.kill(this.#leader, 38)
    if (!over) await Promise.race([ended, pause(10_000)])
    if (this.#nspawn.exitCode === null && this.#nspawn.signalCode === null) {
      this.#nspawn.kill('SIGKILL')
      await ended
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}
