/** A container image with a shell and little else, made of this host's own programs: nothing is downloaded. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const programs = ['/bin/dash', '/bin/sleep', '/bin/cat', '/usr/bin/id', '/usr/bin/setsid', '/usr/bin/env']
const tag = 'localhost/millwright-test:1'

/** Why there can be none here. */
export function imageMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root'
  return spawnSync('podman', ['--version']).status === 0 ? undefined : 'needs podman'
}

export interface SmallImage {
  /** its name with its digest */
  readonly name: string
  /** for podman: no keyring, and ulimits that need no privilege to raise, and a runtime that runs here (crun refuses control groups of both versions at once) */
  readonly env: Readonly<Record<string, string>>
}

export function makeImage(folder: string): SmallImage {
  const hybrid = existsSync('/sys/fs/cgroup/memory') && spawnSync('runc', ['--version']).status === 0
  const runtime = hybrid ? 'runtime = "runc"' : ''
  const settings = join(folder, 'containers.conf')
  writeFileSync(
    settings,
    `[containers]\nkeyring = false\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n[engine]\n${runtime}\n`,
  )
  return { name: importImage(), env: { CONTAINERS_CONF: settings } }
}

function importImage(): string {
  const root = mkdtempSync(join(tmpdir(), 'mw-image-'))
  try {
    for (const folder of ['bin', 'usr/bin', 'etc', 'tmp']) mkdirSync(join(root, folder), { recursive: true })
    const libraries = programs.flatMap(
      (each) => execFileSync('ldd', [each], { encoding: 'utf8' }).match(/\/\S+/g) ?? [],
    )
    for (const path of new Set([...programs, ...libraries])) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      copyFileSync(path, join(root, path))
    }
    symlinkSync('dash', join(root, 'bin/sh'))
    execFileSync('sh', ['-c', `tar -C "$1" -c . | podman import --quiet - ${tag}`, 'x', root], { stdio: 'pipe' })
    const digest = execFileSync('podman', ['image', 'inspect', '--format', '{{.Digest}}', tag], { encoding: 'utf8' })
    return `${tag.replace(/:1$/, '')}@${digest.trim()}`
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

export const removeImage = (): void => void spawnSync('podman', ['image', 'rm', '--force', tag])

/** Containers that are left over. */
export const containersLeft = (): string =>
  execFileSync('podman', ['ps', '--all', '--quiet', '--filter', 'name=millwright-a-'], { encoding: 'utf8' }).trim()
