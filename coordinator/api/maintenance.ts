/** Care of hosts: those that leave or are installed anew, and GPUs let go for a new driver, a reset or MIG. */
import type { RemovedHost } from '../../shared/model/maintenance.ts'
import type { HostRow } from '../../shared/model/rows.ts'
import { need, shortText, truth } from '../../shared/model/validation.ts'
import { type Add, type ApiPorts, ask } from './context.ts'
import type { Asked } from './route.ts'

export function addMaintenanceRoutes(add: Add, ports: ApiPorts): void {
  const { state } = ports.door
  const host = (asked: Asked): string => asked.params.id as string
  const tag = 'hosts'
  add({
    method: 'POST',
    url: '/api/v1/hosts/:id/remove',
    tag,
    summary:
      'Forget a host that is dead, or drained and empty; it is refused when it comes back, until it is readmitted',
    answers: 'The host as it was',
    body: {},
    handle: (asked) => ask<HostRow>(ports, asked.raw, { op: 'remove-host', host: host(asked) }),
  })
  add({
    method: 'POST',
    url: '/api/v1/hosts/:id/replace',
    tag,
    summary: 'Another host takes its place: cordon, labels and place go over, and it is removed',
    answers: 'The host that took its place',
    body: { replacement: need(shortText) },
    handle: (asked) =>
      ask<HostRow>(ports, asked.raw, {
        op: 'replace-host',
        host: host(asked),
        replacement: asked.body.replacement as string,
      }),
  })
  add({
    method: 'POST',
    url: '/api/v1/hosts/:id/release-gpus',
    tag,
    summary: "Close every file of a drained host's GPUs, for a new driver, a reset or MIG; or take them back",
    answers: 'The host; gpuRelease says what became of it',
    body: { release: need(truth) },
    handle: (asked) =>
      ask<HostRow>(ports, asked.raw, {
        op: 'release-gpus',
        host: host(asked),
        release: asked.body.release as boolean,
      }),
  })
  add({
    method: 'GET',
    url: '/api/v1/removed-hosts',
    tag,
    summary: 'Hosts that were removed or replaced, and are refused when they come back',
    answers: '{rows, cursor}',
    handle: () => ({ rows: state.settings.get('settings')?.removedHosts ?? [], cursor: null }),
  })
  add({
    method: 'POST',
    url: '/api/v1/removed-hosts/:id/readmit',
    tag,
    summary: 'Let a host that was removed join again',
    answers: 'What was kept of it',
    body: {},
    handle: (asked) => ask<RemovedHost>(ports, asked.raw, { op: 'readmit-host', host: host(asked) }),
  })
}
