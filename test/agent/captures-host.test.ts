/** The host's sensors on captures of real machines; each part is skipped by name where the captures are not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { KernelLines } from '../../agent/sensors/kernel-lines.ts'
import type { KernelEventClass } from '../../shared/model/health.ts'
import { capturesAt } from '../fakes/captures.ts'

const captures = capturesAt()
const skip = captures === undefined ? 'no captures: set MILLWRIGHT_CAPTURES' : false
const text = (...path: string[]): string => readFileSync(join(captures!, ...path), 'utf8')

/** The classes that each kind of the set may be; a line stands there once for every search that found it. */
const classesOf: Readonly<Record<string, readonly KernelEventClass[]>> = {
  falloff: ['gpu-fell-off-bus'],
  xid: ['xid'],
  sxid: ['sxid'],
  mlx5: ['mlx5', 'mlx5-dead'],
  'nvrm-other': ['nvrm', 'gsp', 'nvlink', 'gpu-fell-off-bus'],
}

t.test('every line of the kernel-log set is classified as its first two columns say', { skip }, (t) => {
  const rows = text('kernel-log', 'lines.tsv').trimEnd().split('\n').slice(1)
  t.ok(rows.length > 150)
  for (const row of rows) {
    const [kind = '', code = '', , , line = ''] = row.split('\t')
    const parsed = new KernelLines().parse(line)
    const found = parsed.find((one) => classesOf[kind]!.includes(one.class))
    t.ok(found, `${kind}: ${line}`)
    if (code !== '')
      t.ok(
        parsed.some((one) => one.code === Number(code)),
        `${code}: ${line}`,
      )
    else t.equal(found?.code, 0, line)
  }
  t.end()
})

t.test('the log of a host whose GPU 4 stopped answering: Xid 119 and nothing that is none', { skip }, (t) => {
  const lines = new KernelLines()
  const parsed = text('kernel-log', 'dmesg-with-xid-119.log')
    .split('\n')
    .flatMap((line) => lines.parse(line))
  const faults = parsed.filter(({ fault }) => fault)
  t.same(
    faults.map((one) => [one.class, one.code, one.device, one.details.name ?? '']),
    [
      ['xid', 119, '0000:9b:00.0', 'nvidia-smi'],
      ['xid', 119, '0000:9b:00.0', 'nvidia-smi'],
      ['xid', 119, '0000:9b:00.0', 'nvidia-smi'],
      ['gsp', 0, '0000:9b:00.0', ''],
      ['xid', 119, '0000:9b:00.0', 'cache_mgr_main'],
      ['xid', 119, '0000:9b:00.0', 'gpud'],
    ],
  )
  t.end()
})
