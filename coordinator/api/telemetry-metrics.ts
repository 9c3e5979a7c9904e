/** What the telemetry store keeps, takes and drops, as Prometheus lines. All are gauges: its counts begin anew with its worker. */
import type { ApiPorts } from './context.ts'

/** by the key of the store's stats; one without words is told by its key */
const helps: Readonly<Record<string, string>> = {
  hosts: 'Hosts whose readings are in memory.',
  hostsKnown: 'Hosts that series were ever kept of.',
  series: 'Series in memory.',
  openMinutes: 'Minutes of hosts that are not written yet.',
  openValues: 'Samples in them.',
  clocksOff: 'Hosts whose clock is off by so much that it is corrected.',
  frames: 'Frames taken.',
  values: 'Samples taken.',
  again: 'Frames that were taken before and came again.',
  badFrames: 'Frames that could not be read.',
  failedFrames: 'Frames that the store failed on.',
  heldFrames: 'Frames for which there was no room at the moment; they are sent again.',
  undefinedFrames: 'Frames that name series which their agent has not defined yet; they are sent again.',
  writtenValues: 'Samples written.',
  writtenBytes: 'Bytes written for them.',
  writtenChunks: 'Chunks written: one sensor of one host in one minute.',
  waitingValues: 'Samples that wait because the disk takes none.',
  droppedValues: 'Samples dropped because the disk took none for too long.',
  writeFailures: 'Writes that failed.',
  brokenChunks: 'Chunks that could not be read again.',
  rollups: 'Rollups made.',
  bytesOnDisk: 'What readings take on disk.',
  freeBytes: 'What is free on that disk.',
  droppedWindows: 'Windows of time dropped, for their age or the budget.',
  isFull: '1 while nothing is written because the budget is used up.',
  queueBytes: 'Frames that wait for the worker.',
  droppedBackfillFrames: 'Back-filled frames refused because too many waited; they are sent again.',
  droppedLiveFrames: 'Live frames refused because too many waited; they are sent again.',
  workerRestarts: 'Times that the worker was started again.',
}

export async function telemetryMetrics({ telemetry }: ApiPorts): Promise<string> {
  const stats = await telemetry.stats().catch(() => undefined)
  return Object.entries(stats ?? {})
    .map(([key, value]) => {
      const name = `millwright_telemetry_${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
      return `# HELP ${name} Telemetry store: ${helps[key] ?? `${key}.`}\n# TYPE ${name} gauge\n${name} ${value}\n`
    })
    .join('')
}
