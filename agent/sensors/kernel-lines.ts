/** Sorts lines of the kernel log: which of them tell of a fault, of which kind, on which device. Pure but for messages of several lines. */
import { type KernelLine, line, pciAddress } from './kernel-line.ts'
import { NvidiaLines } from './kernel-nvidia.ts'

type Details = Record<string, string | undefined>
interface Rule {
  readonly when: RegExp
  readonly make: (text: string, match: RegExpExecArray) => KernelLine
}

/** What mlx5_core says when the card is dead: its link may still be up and its counters clean. */
const mlx5Dead: readonly (readonly [string, RegExp])[] = [
  ['command-timeout', /timeout\. Will cause a leak/],
  ['miss-count', /health compromised/],
  ['hardware-error', /unrecoverable hardware error/],
]
const mlx5Other: readonly (readonly [string, RegExp])[] = [
  ['insufficient-power', /insufficient power/],
  ['transmit-timeout', /transmit queue \d+ timed out|TX timeout/],
  ['access-register', /ACCESS_REG/],
  ['temperature', /high temperature/i],
  ['cable', /Port module event.*(?:error|unplugged)|Cable error/i],
  ['other', /error|fail|timeout|timed out|fatal|assert|syndrome|synd 0x/i],
]

function mlx5(text: string, match: RegExpExecArray): KernelLine {
  const device = pciAddress(match[1]!)
  const kindOf = (of: typeof mlx5Dead): string | undefined => of.find(([, words]) => words.test(text))?.[0]
  const dead = kindOf(mlx5Dead)
  const kind = dead ?? kindOf(mlx5Other)
  const details: Details = { kind, interface: match[2] }
  return line(dead === undefined ? 'mlx5' : 'mlx5-dead', text, { device, details, fault: kind !== undefined })
}

/** A fault of a disk is its driver's class: of NVMe where its name says so. */
const disk = (text: string, name: string, kind: string): KernelLine =>
  line(name.startsWith('nvme') ? 'nvme' : 'filesystem', text, { device: name, details: { kind } })

const severityOf = (text: string): string | undefined =>
  /uncorrect|fatal|\bUE\b/i.test(text) && !/non-?fatal/i.test(text)
    ? 'uncorrected'
    : /correct|\bCE\b/i.test(text)
      ? 'corrected'
      : undefined

/** In order: the first that matches decides. */
const rules: readonly Rule[] = [
  { when: /\bmlx5_core(?:\.\w+(?:\.\d+)?)? (\S+?):? (?:(\S+): )?/, make: mlx5 },
  {
    when: /(?:Memory cgroup o|\bO)ut of memory: Kill(?:ed)? process (\d+) \(([^)]*)\)/,
    make: (text, [, pid, name]) =>
      line('oom-kill', text, {
        details: { pid, name, scope: text.includes('Memory cgroup') ? 'cgroup' : 'host' },
      }),
  },
  {
    when: /\bPCIe Bus Error: severity=|\b(?:pcieport|AER|DPC|pciehp)\b.*?(?:error|containment|Link Down|not present)/i,
    make: (text) => line('pcie', text, { device: pciAddress(text), details: { severity: pcieSeverity(text) } }),
  },
  {
    when: /\bconfig space inaccessible|\bUnable to change power state from D3cold/i,
    make: (text) => line('pcie', text, { device: pciAddress(text), details: { severity: 'fatal' } }),
  },
  {
    when: /\bmce: .*(?:Hardware Error|Uncorrected|Machine Check)|\[Hardware Error\]|\bEDAC \S+: \d+ (?:CE|UE)|Memory failure: 0x/i,
    make: (text) =>
      line('mce', text, {
        device: /\bEDAC (MC\d+)/.exec(text)?.[1]?.toLowerCase() ?? '',
        details: { severity: severityOf(text), cpu: /\bCPU[ :]*(\d+)/.exec(text)?.[1] },
      }),
  },
  {
    when: /\bnvme (nvme\d+): .*(?:timeout|controller is down|not ready|reset|fail|removing|error|abort|dead)/i,
    make: (text, [, name]) => line('nvme', text, { device: name!, details: { kind: 'controller' } }),
  },
  {
    when: /\b(nvme\d+n\d+)\S*: .*(?:error|fail)/i,
    make: (text, [, name]) => line('nvme', text, { device: name!, details: { kind: 'command' } }),
  },
  {
    when: /(?:I\/O error|critical (?:medium|target|space allocation|nexus) error),? (?:on )?dev(?:ice)? ([\w-]+)/i,
    make: (text, [, name]) => disk(text, name!, 'input-output'),
  },
  {
    when: /\b(?:EXT[234]|F2FS)-fs(?: (?:error|warning))? \((?:device )?([\w-]+)\)/,
    make: (text, [, name]) =>
      line('filesystem', text, {
        device: name!,
        details: { kind: /read-only/i.test(text) ? 'read-only' : 'error' },
        fault: /error|read-only|corrupt|abort|fail/i.test(text),
      }),
  },
  {
    when: /\b(?:XFS|JBD2|BTRFS)[ :].*?(?:corrupt|error|shut ?down|abort|fail|forced readonly)/i,
    make: (text) =>
      line('filesystem', text, {
        device: /\((?:device )?([\w-]+)\)|on device ([\w-]+)/.exec(text)?.slice(1).find(Boolean) ?? '',
        details: { kind: /shut ?down|readonly|abort/i.test(text) ? 'shut-down' : 'error' },
      }),
  },
  {
    when: /\b(?:nfs|nfs4|ceph|lustre)\b:? (?:server )?(\S+?):? (?:not responding|timed out|connection lost)/i,
    make: (text, [, server]) => line('filesystem', text, { device: server!, details: { kind: 'server-silent' } }),
  },
]

function pcieSeverity(text: string): string {
  if (/non-?fatal/i.test(text)) return 'non-fatal'
  if (/fatal|containment|Link Down|not present|inaccessible/i.test(text)) return 'fatal'
  return /correct/i.test(text) ? 'corrected' : 'unknown'
}

/** `[ 1108.858286] `, `[Sun Feb 23 16:24:18 2025] `: what dmesg puts in front. Not `[Hardware Error]`. */
const dmesgTime = /^\[(?:\s*[\d.]+|[A-Z][a-z]{2} [A-Z][a-z]{2} .*?\d{4}|\.\.\.)\]\s?/

export class KernelLines {
  readonly #nvidia = new NvidiaLines()

  /** What one line tells: nothing for most of them, and never two things. */
  parse(raw: string): KernelLine | undefined {
    const text = raw.replace(dmesgTime, '')
    const nvidia = this.#nvidia.parse(text)
    if (nvidia !== undefined) return nvidia
    for (const { when, make } of rules) {
      const match = when.exec(text)
      if (match !== null) return make(text, match)
    }
    return undefined
  }
}
