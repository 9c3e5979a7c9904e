/**
 * What the kernel's own lines say, beside Xids: one list a class, the first pattern that fits judges. The words are those of the Linux drivers
 * (mlx5_core, nvme, ext4, xfs, AER, MCE) and of NVIDIA's NVSwitch driver.
 */
import type { Grade, KernelEvent, KernelEventClass, Repair } from '../../../shared/model/health.ts'

export const kernelLinesVersion = '1'

interface LineRow {
  /** what tells its verdicts apart: `<class>` or `<class>/<kind>` */
  readonly rule: string
  /** absent: every line of the class */
  readonly pattern?: RegExp
  /** null: a line that says nothing of health */
  readonly grade: Grade | null
  readonly repair: Repair
  readonly text: string
}

const row = (rule: string, grade: Grade | null, repair: Repair, text: string, pattern?: RegExp): LineRow => ({
  rule,
  grade,
  repair,
  text,
  ...(pattern === undefined ? {} : { pattern }),
})

export const kernelLines: Readonly<Record<Exclude<KernelEventClass, 'xid' | 'gpu-fell-off-bus'>, readonly LineRow[]>> =
  {
    // NVIDIA's Fabric Manager guide: after a fatal SXid the GPUs on the switch are reset with it; a non-fatal one has been dealt with.
    sxid: [
      row('sxid', 'watch', 'none', 'The NVSwitch met an error and dealt with it', /\bnon-?fatal\b/i),
      row(
        'sxid',
        'degrade',
        'reset-gpu',
        'The NVSwitch met a fatal error: GPUs behind it cannot reach each other',
        /\bfatal\b/i,
      ),
      row('sxid', 'watch', 'contact-support', 'The NVSwitch reported an error without its gravity'),
    ],
    nvlink: [row('nvlink', 'watch', 'contact-support', 'The driver complains of NVLink')],
    gsp: [row('gsp', 'watch', 'contact-support', 'The driver complains of the GPU system processor')],
    nvrm: [row('nvrm', 'watch', 'none', 'The driver complains')],
    'mlx5-dead': [
      row(
        'mlx5-dead',
        'degrade',
        'reboot-host',
        'The network adapter does not answer its driver; its link may still look up',
      ),
    ],
    mlx5: [
      // Reading a counter that the port does not have makes the driver write this (gpud#1167).
      row('mlx5', null, 'none', '', /ACCESS_REG/),
      row(
        'mlx5/slot-power',
        'watch',
        'inspect',
        'The slot gives the network adapter too little power',
        /insufficient power/,
      ),
      row('mlx5', 'watch', 'none', 'The network adapter complains'),
    ],
    mce: [
      row(
        'mce/corrected',
        'watch',
        'none',
        'The processor corrected a hardware error',
        /(?<!un)corrected (error|interrupt)|\bCE\b/i,
      ),
      row(
        'mce',
        'degrade',
        'inspect',
        'The processor met a hardware error that it could not correct',
        /uncorrect|fatal|\bUE\b|panic|memory failure/i,
      ),
      row('mce/corrected', 'watch', 'none', 'The processor logged a hardware error'),
    ],
    // The user's: the job asked for less memory than it used.
    'oom-kill': [row('oom-kill', 'watch', 'restart-app', 'A process was ended because memory ran out')],
    filesystem: [
      row(
        'filesystem',
        'degrade',
        'inspect',
        'A file system was shut down or made read-only',
        /read-?only|shut(ting)? ?down/i,
      ),
      row('filesystem/error', 'watch', 'inspect', 'A file system met an error'),
    ],
    nvme: [
      row(
        'nvme',
        'degrade',
        'replace',
        'The NVMe drive was given up by its driver',
        /removing|disabling|(reset|probe) fail|not ready|dead/i,
      ),
      row('nvme/error', 'watch', 'inspect', 'The NVMe drive met an error'),
    ],
    pcie: [
      row('pcie/corrected', 'watch', 'none', 'PCIe corrected an error', /(?<!un)corrected/i),
      row('pcie/error', 'watch', 'inspect', 'PCIe met an error that its device has to deal with', /non-?fatal/i),
      row(
        'pcie',
        'degrade',
        'inspect',
        'PCIe met a fatal error, or a device left the bus',
        /fatal|link down|not present|surprise|containment|inaccessible|D3cold/i,
      ),
      row('pcie/error', 'watch', 'inspect', 'PCIe met an error'),
    ],
    'lost-lines': [
      row('lost-lines', 'watch', 'none', 'Lines of the kernel log were lost: faults of that time may be missing'),
    ],
  }

export function lineRowOf(event: KernelEvent): LineRow | undefined {
  if (event.class === 'xid' || event.class === 'gpu-fell-off-bus') return undefined
  return kernelLines[event.class].find(({ pattern }) => pattern === undefined || pattern.test(event.text))
}
