/**
 * A short load of GPUs with a known result: NVIDIA's own quick diagnosis where it is installed, else a product of matrices in torch. Where
 * there is neither, that is said: it is no fault of the GPU.
 */
import { spawn } from 'node:child_process'
import type { Inventory } from '../../../shared/model/reading.ts'
import { type CheckLine, line } from './checks.ts'
import { diagLines, torchLine } from './load-results.ts'

/** NVSentinel measured some 30 s for a whole host */
const loadSeconds = 20
/** of what a program says */
const outputChars = 1024 * 1024

/** A Hadamard matrix times itself is n times the unit matrix, exactly, in any order of summing. */
const torchProgram = `
import json, sys, time
try:
    import torch
except Exception as error:
    print(json.dumps({"absent": "torch: " + str(error)})); sys.exit(0)
if not torch.cuda.is_available():
    print(json.dumps({"absent": "torch sees no CUDA device"})); sys.exit(0)
n = 4096
h = torch.ones((1, 1), device="cuda", dtype=torch.bfloat16)
while h.shape[0] < n:
    h = torch.cat((torch.cat((h, h), 1), torch.cat((h, -h), 1)), 0)
want = torch.eye(n, device="cuda", dtype=torch.bfloat16) * n
end, products, wrong = time.monotonic() + ${loadSeconds}, 0, 0
while time.monotonic() < end:
    got = h @ h.t()
    wrong += int((got != want).sum().item())
    products += 1
print(json.dumps({"products": products, "wrong": wrong, "device": torch.cuda.get_device_name(0)}))
`

export interface LoadTestOptions {
  readonly env: NodeJS.ProcessEnv
  readonly gpus: () => Inventory['gpus'] | undefined
}

export function makeLoadTest({ env, gpus }: LoadTestOptions) {
  return async (wanted: readonly string[], signal: AbortSignal): Promise<readonly CheckLine[]> => {
    const known = gpus() ?? []
    const indices = known.filter(({ uuid }) => wanted.includes(uuid)).map(({ index }) => index)
    const diag = await runProgram(['dcgmi', 'diag', '-r', '1', '-i', indices.join(','), '-j'], env, signal)
    const told = diag === undefined ? undefined : diagLines(diag)
    if (told !== undefined) return told
    const lines: CheckLine[] = []
    for (const uuid of wanted) {
      // One after the other: a process sees one GPU, whatever its index.
      const ran = await runProgram(['python3', '-c', torchProgram], { ...env, CUDA_VISIBLE_DEVICES: uuid }, signal)
      const one = ran === undefined ? undefined : torchLine(uuid, ran)
      if (one === undefined)
        return [line('load', true, 'no load test here: neither dcgmi with its host engine nor torch with CUDA')]
      lines.push(one)
    }
    return lines
  }
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** undefined: the program is not installed. Broken off, it is asked to end; one that hangs in the driver is left alone (dcgm-exporter#84). */
function runProgram(argv: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Ran | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error('broken off'))
    const [program, ...args] = argv as [string, ...string[]]
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8')
      child[name].on('data', (text: string) => {
        said[name] = (said[name] + text).slice(0, outputChars)
      })
    }
    const abort = (): void => {
      child.kill('SIGTERM')
      child.unref()
      reject(new Error(`${program} was broken off`))
    }
    signal.addEventListener('abort', abort, { once: true })
    const done = (): void => signal.removeEventListener('abort', abort)
    child.once('error', (error: NodeJS.ErrnoException) => {
      done()
      if (error.code === 'ENOENT') resolve(undefined)
      else reject(error)
    })
    child.once('close', (code) => {
      done()
      resolve({ code, ...said })
    })
  })
}
