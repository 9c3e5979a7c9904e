/** The systemd driver in a booted Debian: every end told truthfully, users, sandbox. Detached is run by `npm test`. */
import { copyFile, cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Box, boxMissing } from './nspawn/box.ts'
import type { Check } from './part.ts'

export const name = 'drivers'
export const missing = boxMissing

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const main = 'test/system/nspawn/drivers-main.ts'

/** systemd holds device files back by a program in the kernel. */
const bpf = ['--capability=CAP_BPF', '--system-call-filter=bpf']

/** The sources and Node are all that it takes. */
async function copyIn(box: Box): Promise<void> {
  const target = join(box.folder, 'srv/millwright')
  for (const folder of ['agent', 'shared', 'test/fakes', 'test/system/nspawn'])
    await cp(join(root, folder), join(target, folder), { recursive: true })
  await mkdir(join(target, 'bin'))
  await copyFile(process.execPath, join(target, 'bin/node'))
  await copyFile(join(root, 'package.json'), join(target, 'package.json'))
  await copyFile(
    join(root, 'systemd/millwright-work.slice'),
    join(box.folder, 'etc/systemd/system/millwright-work.slice'),
  )
}

export async function run(check: Check): Promise<void> {
  const box = await Box.start('millwright-drivers', bpf)
  try {
    if (typeof box === 'string') return check.skip('a booted Debian', box)
    await copyIn(box)
    await box.must('useradd --create-home --groups adm,audio tester && systemctl daemon-reload')
    const done = await box.sh(`cd /srv/millwright && bin/node ${main} tester`, 300_000)
    const lines = done.out.trim().split('\n')
    for (const [result, what = '', why = ''] of lines.map((line) => line.split('\t'))) {
      if (result === 'skip') check.skip(what, why)
      else check.ok(result === 'ok', what || String(result), why)
    }
    check.equal(done.status, 0, `the contract ran to its end${done.status === 0 ? '' : `: ${done.err}`}`)
    const left = await box.sh("systemctl list-units --all --no-legend 'millwright-a-*'")
    check.equal(left.out.trim(), '', 'no unit of an attempt is left')
  } finally {
    if (typeof box !== 'string') await box.stop()
  }
}
