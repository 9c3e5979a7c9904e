/** Leaks: detectors and their groups, what the equipment does by itself, and alarms it concludes by itself (HPE Cray EX). Pure. */
import type { Row } from '../collector-rows.ts'
import { gap, unsupported, value } from '../sensor.ts'
import { excerptDevice } from './environment.ts'
import { type Body, bodiesAt, deviceOf, Rows, statusOf, textAt } from './resource.ts'

const detectorWords = {
  OK: 'ok',
  Warning: 'warning',
  Critical: 'critical',
  Unavailable: 'unavailable',
  Absent: 'absent',
}
const reactionWords = { None: 'none', GracefulShutdown: 'graceful-shutdown', ForceOff: 'force-off' }

/** A detector that is off, or sick while it says OK, would not see a leak. Wet wins over sick. */
function detector(rows: Rows, body: Body): void {
  const { state, health } = statusOf(body)
  const said = body.DetectorState
  if (said === 'Warning' || said === 'Critical') rows.state('leak-detector', said, detectorWords)
  else if (state === 'Absent') rows.put('leak-detector', value('absent', rows.nowMs))
  else if ((state !== undefined && state !== 'Enabled') || health === 'Critical' || health === 'Warning')
    rows.put('leak-detector', value('unavailable', rows.nowMs))
  else if (said === undefined) rows.put('leak-detector', unsupported)
  else rows.state('leak-detector', said, detectorWords)
}

export function leakDetector(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  detector(rows, body)
  rows.state('leak-reaction-warning', body.WarningReactionType, reactionWords)
  rows.state('leak-reaction-critical', body.CriticalReactionType, reactionWords)
  if (typeof body.ReactionDelaySeconds === 'number')
    rows.put('leak-reaction-delay', value(body.ReactionDelaySeconds, nowMs))
  return rows.list
}

/** Detectors of a group stand here in short; those with a resource of their own are the same device there. */
export function leakDetection(body: Body, path: string, nowMs: number): Row[] {
  const unit = deviceOf(path)
  const rows = new Rows(`${unit}/LeakDetection`, {}, nowMs)
  rows.health(body)
  const groups = bodiesAt(body, 'LeakDetectorGroups').flatMap((group, i) => {
    const name = textAt(group, 'GroupName') ?? `group ${i}`
    const of = new Rows(`${unit}/${name}`, {}, nowMs)
    of.may('leak-humidity', group.HumidityPercent)
    const detectors = bodiesAt(group, 'Detectors').flatMap((excerpt, at) => {
      const device = excerptDevice(excerpt, `${unit}/LeakDetectors/${textAt(excerpt, 'DeviceName') ?? `${i}.${at}`}`)
      const one = new Rows(device, excerpt, nowMs)
      detector(one, excerpt)
      return one.list
    })
    return [...of.list, ...detectors]
  })
  return [...rows.list, ...groups]
}

/**
 * HPE Cray EX: `CabinetLeakDetected` (one sensor of several is wet, faulted or disconnected: warning) and `CabinetLeakConfirmed`
 * (several are: critical, and the cabinet shuts itself down). Armed means that it watches and has not seen it.
 */
export function alarm(body: Body, path: string, nowMs: number): Row[] {
  const rows = new Rows(deviceOf(path), body, nowMs)
  const name = /leak|water/i.test(rows.device) ? 'leak-alarm' : 'equipment-alarm'
  const state = textAt(body, 'AlarmState') ?? ''
  if (state === 'Armed' || state === 'Cleared') rows.put(name, value('ok', nowMs))
  else if (/^(?:Triggered|Tripped|Active|Asserted|Alarmed)$/.test(state))
    rows.put(name, value(textAt(body, 'Severity') === 'Critical' ? 'critical' : 'warning', nowMs))
  else if (/^(?:Disarmed|Disabled)$/.test(state)) rows.put(name, value('unavailable', nowMs))
  else rows.put(name, gap(`unknown AlarmState ${JSON.stringify(body.AlarmState)?.slice(0, 40)}`, nowMs))
  return rows.list
}
