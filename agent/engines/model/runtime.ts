/** ONNX Runtime, loaded when first needed: `main.ts` has switched its telemetry off by then. */
import type { InferenceSession, Tensor } from 'onnxruntime-node'

export type Runtime = typeof import('onnxruntime-node')
export type Session = InferenceSession
export type Feeds = Record<string, Tensor>

let loaded: Promise<Runtime> | undefined
export function runtime(): Promise<Runtime> {
  if (process.env.ORT_DISABLE_TELEMETRY !== '1')
    throw new Error('ORT_DISABLE_TELEMETRY=1 must be set before ONNX Runtime is loaded')
  loaded ??= import('onnxruntime-node')
  return loaded
}

/** One thread: parallelism is by processes, and the training graph is only right on one (ScatterND with add). */
export async function openSession(model: Uint8Array): Promise<Session> {
  const ort = await runtime()
  return ort.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  })
}
