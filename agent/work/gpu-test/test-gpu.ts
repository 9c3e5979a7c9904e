/** Tests a GPU in a process of its own that sees no other (`child.ts`). */
import { lastWords, type Ran, runProgram } from '../run-program.ts'
import type { Outcome } from './outcome.ts'

/** A GPU or MIG slice, loaded for so many seconds. Rejects only when it is broken off. */
export type TestGpu = (uuid: string, seconds: number, signal: AbortSignal) => Promise<Outcome>

export interface TestGpuOptions {
  /** the program of `child.ts`, and what else it is told */
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

export const makeTestGpu =
  ({ argv, env }: TestGpuOptions): TestGpu =>
  async (uuid, seconds, signal) => {
    // no cache of compiled code: it would lie in the home of the agent's user
    const own = { ...env, CUDA_VISIBLE_DEVICES: uuid, CUDA_CACHE_DISABLE: '1' }
    try {
      const ran = await runProgram([...argv, '--seconds', String(seconds)], own, signal)
      return ran === undefined ? { kind: 'absent', why: `${argv[0]} is not installed` } : outcomeOf(ran)
    } catch (error) {
      if (signal.aborted) throw error
      // a host that cannot start a process says nothing of the GPU
      return { kind: 'absent', why: (error as Error).message }
    }
  }

function outcomeOf(ran: Ran): Outcome {
  try {
    return JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '') as Outcome
  } catch {
    // a crash inside the driver tells of the GPU; an error of the program itself does not
    if (ran.code === null) return { kind: 'failed', why: `its test was ended by a signal: ${lastWords(ran)}` }
    return { kind: 'absent', why: `it ended with code ${ran.code}: ${lastWords(ran)}` }
  }
}
