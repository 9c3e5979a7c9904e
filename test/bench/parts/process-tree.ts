/** What a program with all its children uses, those included that have ended meanwhile. */
import { readdirSync, readFileSync } from 'node:fs'

interface Stat {
  readonly pid: number
  readonly parent: number
  /** its own, and of its children that have ended and were waited for */
  readonly cpuMs: number
}

/** Fields of /proc/PID/stat after the name, which may hold anything; clock ticks are 10 ms. */
function statOf(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    const [, parent, ...rest] = fields
    const ticks = rest.slice(9, 13).reduce((sum, field) => sum + Number(field), 0)
    return { pid, parent: Number(parent), cpuMs: ticks * 10 }
  } catch {
    return undefined
  }
}

/** The process and its descendants that live now. */
function treeOf(root: number): Stat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
  const tree: Stat[] = all.filter(({ pid }) => pid === root)
  for (const each of tree) tree.push(...all.filter(({ parent }) => parent === each.pid))
  return tree
}

/** CPU time of the tree since it began. A child that left the tree (its parent ended) counts no more. */
export const treeCpuMs = (root: number): number => treeOf(root).reduce((sum, { cpuMs }) => sum + cpuMs, 0)

export interface Memory {
  readonly rssMb: number
  /** shared pages divided among those that share them */
  readonly pssMb: number
}

export function memoryOf(root: number): {
  readonly main: Memory
  readonly children: Memory
  readonly processes: number
} {
  const tree = treeOf(root)
  const children = tree.filter(({ pid }) => pid !== root).map(({ pid }) => processMemory(pid))
  const sum = (pick: (memory: Memory) => number): number => children.reduce((total, memory) => total + pick(memory), 0)
  return {
    main: processMemory(root),
    children: { rssMb: sum(({ rssMb }) => rssMb), pssMb: sum(({ pssMb }) => pssMb) },
    processes: tree.length,
  }
}

function processMemory(pid: number): Memory {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const mb = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024
    return { rssMb: mb('Rss'), pssMb: mb('Pss') }
  } catch {
    return { rssMb: 0, pssMb: 0 }
  }
}
