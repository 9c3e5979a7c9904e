/**
 * A rank for benches: its own work is a timer, then it waits for the others at a meeting point (MW_BENCH_MEET, host:port) and reports the
 * step. MW_BENCH_RANK: JSON of `RankPlan`.
 */
import { connect } from 'node:net'

export interface RankPlan {
  readonly gang: string
  readonly stepMs: number
  /** steps until the fault begins, and how many it lasts */
  readonly from: number
  readonly lasts: number
  readonly fault: 'none' | 'slow' | 'skew-told' | 'skew-moving' | 'gc' | 'stage' | 'store' | 'stuck'
  /** the rank that is slow */
  readonly rank: number
  readonly factor: number
  /** it can do less of the work, or more */
  readonly shares?: boolean
}

const plan = JSON.parse(process.env.MW_BENCH_RANK ?? '{}') as RankPlan
const [host, port] = (process.env.MW_BENCH_MEET ?? '').split(':') as [string, string]
const rank = Number(process.env.MILLWRIGHT_RANK)
const members = Number(process.env.MILLWRIGHT_MEMBERS)

// Seeded by the rank, so that a run can be repeated.
let seed = (rank + 1) * 2_654_435_761
function chance(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
  return (seed >>> 0) / 4_294_967_296
}
function normal(): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += chance()
  return sum
}

const work = 4_096
let step = 0
let share = 1
let gcDue = 20 + Math.floor(40 * chance())

/** What this step takes of this rank, and how much is in its batch. */
function draw(): { computeMs: number; saveMs: number; work: number } {
  const { fault, factor, stepMs, from, lasts } = plan
  const isOn = step >= from && step < from + lasts
  const isMine = rank === plan.rank
  let ms = stepMs * (1 + 0.1 * normal())
  let units = work
  ms *= share
  if (fault === 'slow' && isOn && isMine) ms *= factor
  if (fault === 'stage' && rank === members - 1) ms *= factor
  if (fault === 'skew-told' && isOn && isMine) {
    ms *= factor
    units *= factor
  }
  if (fault === 'skew-moving' && isOn) ms *= Math.exp(0.4 * normal())
  if (fault === 'gc' && isOn && --gcDue <= 0) {
    gcDue = 15 + Math.floor(30 * chance())
    ms += stepMs * (0.8 + chance())
  }
  const saves = fault === 'store' && isOn && step % 40 === 0
  return { computeMs: Math.max(1, ms), saveMs: saves ? 3_000 : 0, work: units }
}

const agent = connect(process.env.MILLWRIGHT_SOCKET as string)
const say = (message: object): void => void agent.write(`${JSON.stringify(message)}\n`)
agent.on('connect', () => say({ type: 'hello', ...(plan.shares ? { share } : {}) }))
let heard = ''
agent.on('data', (data) => {
  const lines = (heard + data.toString()).split('\n')
  heard = lines.pop() as string
  for (const line of lines) {
    const message = JSON.parse(line) as { type: string; share: number }
    if (message.type === 'share') share = message.share
  }
})
agent.on('error', () => process.exit(1))
const meet = connect(Number(port), host)
meet.on('error', () => process.exit(1))
meet.on('connect', () => meet.write(`${plan.gang} ${rank} ${members}\n`))

let began = performance.now()
let drawnShare = share
let drawn = draw()
let computeMs = 0

function begin(): void {
  if (plan.fault === 'stuck' && rank === plan.rank && step >= plan.from) return
  began = performance.now()
  drawnShare = share
  drawn = draw()
  setTimeout(() => {
    computeMs = performance.now() - began
    setTimeout(() => meet.write('here\n'), drawn.saveMs)
  }, drawn.computeMs)
}

function finished(): void {
  step++
  const times = { stepMs: performance.now() - began, computeMs }
  const told = plan.fault === 'skew-told' ? { work: drawn.work } : {}
  const saved = drawn.saveMs > 0 ? { sections: { checkpoint: drawn.saveMs } } : {}
  say({ type: 'step', step, ...times, ...told, ...saved, ...(plan.shares ? { share: drawnShare } : {}) })
  begin()
}

let rest = ''
meet.on('data', (data) => {
  const lines = (rest + data.toString()).split('\n')
  rest = lines.pop() as string
  for (const line of lines) {
    if (line === 'begin') begin()
    else if (line === 'go') finished()
  }
})
