/** What `nvidia-smi -q -x` printed on real machines, of several generations of GPUs and drivers. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { childArgv } from '../../agent/sensors/child-reader.ts'
import { nvidiaSmi } from '../../agent/sensors/nvidia-smi.ts'
import { signalDef } from '../../shared/model/signals.ts'
import { capturesAt } from '../fakes/captures.ts'

const captures = capturesAt()
const needs = captures === undefined ? { skip: 'no captures' } : {}
const folder = join(captures ?? '', 'nvidia-smi')
const files = captures === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.xml'))
// Sensors never keep a process alive; the tests must.
const alive = setInterval(() => undefined, 1e6)
t.teardown(() => clearInterval(alive))

/** Some readings of each that were looked up by hand; undefined: it says so itself that it has none. */
const known: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'a100-sxm4-v12.xml': {
    'gpu-power': 67.03,
    'gpu-power-limit': 500,
    'gpu-memory-temperature': 44,
    'gpu-temperature-shutdown': 92,
    'gpu-utilisation': undefined,
    'gpu-mig-mode': 'enabled',
    'gpu-mig-slices': 4,
    'gpu-ecc-uncorrected-lifetime': 0,
    'gpu-pci-address': '0000:01:00.0',
    'gpu-serial': '1650522003820',
  },
  'gtx-1070-ti.xml': { 'gpu-power': undefined, 'gpu-temperature': 39, 'gpu-pcie-width': 16, 'gpu-clock-sm': 135 },
  'quadro-p400.xml': { 'gpu-temperature': 33, 'gpu-processes': 0 },
  'rtx-3080-v13.xml': {
    'gpu-power': 139.62,
    'gpu-power-instant': 142.33,
    'gpu-power-capped-time': 0,
    'gpu-pcie-receive-rate': 14_742_333_000,
    'gpu-rows-remapped-corrected': undefined,
  },
  'rtx-3090-v12.xml': { 'gpu-power': 27.23, 'gpu-power-limit': 200, 'gpu-clock-sm': 0, 'gpu-clock-sm-max': 2100 },
  'tesla-t4.xml': {
    'gpu-power': 26.78,
    'gpu-pcie-width': 8,
    'gpu-pcie-width-max': 16,
    'gpu-clock-reasons': 0,
    'gpu-pages-retired-uncorrected': 0,
    'gpu-page-retirement-pending': 'no',
    'gpu-memory-reserved': 388 * 2 ** 20,
  },
}

for (const file of files) {
  t.test(`nvidia-smi of ${file}`, async (t) => {
    const bin = t.testdir()
    writeFileSync(join(bin, 'nvidia-smi'), `#!/bin/sh\nexec cat '${join(folder, file)}'\n`)
    chmodSync(join(bin, 'nvidia-smi'), 0o755)
    const argv = ['/usr/bin/env', `PATH=${bin}:${process.env.PATH}`, ...childArgv('nvidia-smi/child')]
    const sensor = nvidiaSmi({ argv })!
    t.teardown(() => sensor.close?.())
    const signals = await sensor.read(5)
    const listed = readFileSync(join(folder, file), 'utf8').match(/<gpu id=/g)!.length
    t.equal(sensor.gpus?.()?.length, listed)
    t.same(
      signals.filter(({ reading }) => reading.kind === 'gap'),
      [],
      'every text is understood',
    )
    for (const { name, reading } of signals) {
      const def = signalDef(name)!
      if (reading.kind !== 'value') continue
      if (def.kind === 'state') t.ok(def.states!.includes(String(reading.value)), `${name} ${reading.value}`)
      else t.equal(typeof reading.value, def.kind === 'text' ? 'string' : 'number', name)
    }
    const first = (name: string): unknown => {
      const reading = signals.find((signal) => signal.name === name && signal.labels.gpu === '0')!.reading
      return reading.kind === 'value' ? reading.value : undefined
    }
    const expected = known[file] ?? {}
    t.same(Object.fromEntries(Object.keys(expected).map((name) => [name, first(name)])), expected)
  })
}

t.test('captures of nvidia-smi are there', needs, (t) => {
  t.ok(files.length > 0)
  t.end()
})
