/** Errors of the host's memory that its controllers count (EDAC). */
import { join } from 'node:path'
import { type Device, deviceSensor, namesIn } from './device-sensor.ts'
import { numberReading } from './file-readings.ts'
import { type Sensor, signalMaker } from './sensor.ts'

const signal = signalMaker('memory-errors', 'edac')

export function memoryErrors({ sysRoot }: { sysRoot: string }): Sensor {
  const root = join(sysRoot, 'devices/system/edac/mc')
  const deviceOf = (controller: string): Device => {
    const labels = Object.freeze({ controller })
    return {
      id: controller,
      labels,
      shape: '',
      paths: () => ['ce_count', 'ue_count'].map((file) => join(root, controller, file)),
      parse: ([corrected, uncorrected], nowMs) => [
        signal('memory-errors-corrected', numberReading(corrected, nowMs), labels),
        signal('memory-errors-uncorrected', numberReading(uncorrected, nowMs), labels),
      ],
    }
  }
  const discover = (): Device[] =>
    namesIn(root)
      .filter((name) => /^mc\d+$/.test(name))
      .map(deviceOf)
  return deviceSensor({ name: 'memory-errors', discover })
}
