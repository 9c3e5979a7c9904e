/** Telemetry on a real disk, in the real agent's process, and as text for scrapers. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { StoredFrame } from '../../agent/link/telemetry/frame-disk.ts'
import { openFrameDisk } from '../../agent/link/telemetry/level-frames.ts'
import { metricsText } from '../../agent/metrics.ts'
import { labelsText, metricsFormat } from '../../shared/metrics-text.ts'
import type { Signal } from '../../shared/model/reading.ts'
import { AgentProcess } from '../fakes/agent-process.ts'
import { FakeCoordinator } from '../fakes/fake-coordinator.ts'
import { KeptTelemetry } from '../fakes/kept-telemetry.ts'
import { gpuSignal, read } from '../fakes/telemetry-rig.ts'

const frame = (place: number): StoredFrame & { value: Uint8Array } => {
  const value = Buffer.from(`frame ${place}`)
  return { place, dictionary: 'd', number: place, samples: 2, bytes: value.length, value }
}

t.test('frames on the disk are there for the next life, in order; a broken spool is set aside', async (t) => {
  const dir = t.testdir()
  const logs: string[] = []
  const log = (level: string, message: string): void => void logs.push(`${level} ${message}`)
  const disk = await openFrameDisk(dir, log)
  await disk.write([frame(11), frame(2), frame(3)])
  await disk.remove([frame(3)])
  await disk.close()
  const again = await openFrameDisk(dir, log)
  t.match(again.stored, [
    { place: 2, dictionary: 'd', number: 2, samples: 2, bytes: 7 },
    { place: 11, dictionary: 'd' },
  ])
  t.equal(Buffer.from(await again.read(again.stored[1]!)).toString(), 'frame 11')
  await t.rejects(again.read(frame(3)), /is not in the spool/)
  await again.close()
  t.same(logs, [])
  mkdirSync(join(dir, 'telemetry.broken-1'))
  for (const file of readdirSync(join(dir, 'telemetry'))) writeFileSync(join(dir, 'telemetry', file), 'x')
  const fresh = await openFrameDisk(dir, log)
  t.same(fresh.stored, [])
  await fresh.close()
  t.match(logs, [/error the telemetry spool is broken and was set aside; samples in it are lost/])
  const aside = readdirSync(dir).filter((name) => name.startsWith('telemetry.broken-'))
  t.equal(aside.length, 1, 'one broken spool is kept to be looked at, not all there ever were')
  t.not(aside[0], 'telemetry.broken-1')
})

/** An agent whose sensor of the host's load reads ten times a second. */
function startAgent(t: Test, coordinator: string, stateDir: string): AgentProcess {
  const agent = new AgentProcess(coordinator, stateDir, ['--sensor-period', 'host-load=100'])
  t.teardown(() => agent.end('SIGKILL'))
  return agent
}

t.test('the real agent: samples of lives without a coordinator arrive after a clean stop and a restart', async (t) => {
  const dir = t.testdir()
  const nobody = new FakeCoordinator()
  await nobody.listen()
  const { url } = nobody
  await nobody.close()
  const first = startAgent(t, url, dir)
  await new Promise<void>((resolve) => {
    first.child.stderr!.on('data', () => {
      if (first.stderr.includes('link to the coordinator is down')) resolve()
    })
  })
  t.same(await first.end('SIGTERM'), [0, null])
  const coordinator = new FakeCoordinator()
  await coordinator.listen()
  t.teardown(() => coordinator.close())
  const second = startAgent(t, coordinator.url, dir)
  const kept = new KeptTelemetry(coordinator)
  const dictionaries = () => new Set(coordinator.frames.map(({ dictionary }) => dictionary))
  await coordinator.until(() => dictionaries().size === 2 && kept.values('load-1m').length > 5)
  t.ok(coordinator.frames[0]?.backfill || coordinator.frames.some(({ backfill }) => backfill))
  t.equal(kept.again, 0)
  const times = kept.samples('load-1m').map(({ atMs }) => atMs)
  t.equal(new Set(times).size, times.length)
  // a link that is cut under a live agent: what was under way is known by its number
  coordinator.cut()
  const seen = coordinator.frames.length
  await coordinator.until(() => coordinator.hellos.length === 2 && coordinator.frames.length > seen + 2)
  const frames = coordinator.frames.map(({ dictionary, number }) => `${dictionary} ${number}`)
  t.equal(new Set(frames).size, frames.length - kept.again)
  await second.end('SIGKILL')
  startAgent(t, coordinator.url, dir)
  await coordinator.until(() => dictionaries().size === 3)
})

function metricsOf(format: 'prometheus' | 'openmetrics'): string {
  const signals: Signal[] = [
    gpuSignal('gpu-temperature', 3, read(41, 9_000)),
    gpuSignal('gpu-memory-used', 3, read(3 * 1_048_576, 9_000)),
    gpuSignal('gpu-ecc-corrected', 3, read(7, 9_000)),
    gpuSignal('gpu-name', 3, read('NVIDIA "H100"\\80GB', 9_000)),
    gpuSignal('gpu-pci-address', 3, read('0000:4e:00.0', 9_000)),
    gpuSignal('gpu-driver', 3, read('570.86.15', 9_000)),
    gpuSignal('gpu-power', 3, { kind: 'gap', reason: 'no answer', sinceMs: 1 }),
    gpuSignal('gpu-power', 4, { kind: 'unsupported' }),
    gpuSignal('leak-detector', 3, read('warning', 9_000)),
    gpuSignal('leak-detector', 4, read('soggy', 9_000)),
  ]
  return metricsText(signals, { format, hostname: 'node-a', nowMs: 10_500, gauges: { attempts_running: 2 } })
}

t.test('/metrics: our names with units, absent where nothing is known, and dcgm-exporter’s names and labels', (t) => {
  const text = metricsOf('prometheus')
  const lines = text.split('\n')
  const has = (line: string) => t.ok(lines.includes(line), line)
  has('millwright_agent_attempts_running 2')
  has('# TYPE millwright_gpu_temperature_celsius gauge')
  has('millwright_gpu_temperature_celsius{gpu="3",uuid="GPU-3",sensor="nvml"} 41')
  has('# TYPE millwright_gpu_ecc_corrected_total counter')
  has('millwright_gpu_ecc_corrected_total{gpu="3",uuid="GPU-3",sensor="nvml"} 7')
  has('millwright_leak_detector{gpu="3",uuid="GPU-3",sensor="nvml"} 1')
  has('millwright_reading_age_seconds{sensor="nvml"} 1.5')
  const labels =
    'gpu="3",UUID="GPU-3",pci_bus_id="00000000:4E:00.0",device="nvidia3",modelName="NVIDIA \\"H100\\"\\\\80GB",Hostname="node-a",DCGM_FI_DRIVER_VERSION="570.86.15"'
  has(`DCGM_FI_DEV_GPU_TEMP{${labels}} 41`)
  has(`DCGM_FI_DEV_FB_USED{${labels}} 3`)
  has('# TYPE DCGM_FI_DEV_ECC_SBE_VOL_TOTAL counter')
  has(`DCGM_FI_DEV_ECC_SBE_VOL_TOTAL{${labels}} 7`)
  t.notMatch(text, /gpu_power|POWER_USAGE|soggy|gpu_name|EOF/, 'no number for what is not known')
  t.equal(lines.filter((line) => line.startsWith('millwright_leak_detector')).length, 1)
  t.match(text, /HELP millwright_leak_detector State of a leak detector.* 0 ok, 1 warning, /)
  t.end()
})

t.test('/metrics as OpenMetrics, where the scraper asks for it', (t) => {
  const text = metricsOf('openmetrics')
  t.match(text, /# TYPE millwright_gpu_ecc_corrected counter\nmillwright_gpu_ecc_corrected_total\{/)
  t.match(text, /# TYPE DCGM_FI_DEV_ECC_SBE_VOL_TOTAL unknown\n/)
  t.ok(text.endsWith('\n# EOF\n'))
  const prometheus =
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'
  t.equal(metricsFormat(prometheus), 'openmetrics')
  t.equal(metricsFormat('text/plain;q=0.9, application/openmetrics-text;q=0.1'), 'prometheus')
  t.equal(metricsFormat('*/*'), 'prometheus')
  t.equal(metricsFormat(undefined), 'prometheus')
  t.equal(labelsText({ 'a-b': 'x\ny', '9': undefined, '1c': '' }), 'a_b="x\\ny",_1c=""')
  t.end()
})
