/** The page asks the coordinator over HTTP: what the feed does not carry, and what a person does. Failures are values. */
import { useEffect, useState } from 'preact/hooks'
import type { Action } from './health.ts'

export type Got<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/** A `Problem`'s detail where the coordinator says no. */
async function fetchJson<T>(path: string, init: RequestInit = {}): Promise<Got<T>> {
  try {
    const answer = await fetch(path, { ...init, signal: AbortSignal.timeout(15_000) })
    const value = (await answer.json()) as T & { detail?: string }
    return answer.ok ? { ok: true, value } : { ok: false, why: value.detail ?? `answered ${answer.status}` }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** `text`: what the person wrote beside it. */
export function perform(action: Action, text: string): Promise<Got<unknown>> {
  const body = action.text === undefined || text === '' ? action.body : { ...action.body, [action.text.key]: text }
  const headers = { 'content-type': 'application/json' }
  return fetchJson(action.path, { method: action.method, headers, body: JSON.stringify(body) })
}

export interface Polled<T> {
  /** the last that came; null: none yet */
  readonly value: T | null
  /** when it came, by `performance.now()` */
  readonly atMs: number
  /** why the newest look failed; what is shown is then old */
  readonly why: string | null
}

const nothing = { value: null, atMs: 0, why: null }

/** Looks now and again; a look begins when the one before is over. */
export function usePolled<T>(path: string, everyMs: number): Polled<T> {
  const [polled, set] = useState<Polled<T> & { path: string }>({ ...nothing, path })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let over = false
    const look = async (): Promise<void> => {
      const got = await fetchJson<T>(path)
      if (over) return
      set((before) => {
        if (got.ok) return { value: got.value, atMs: performance.now(), why: null, path }
        return before.path === path ? { ...before, why: got.why } : { ...nothing, why: got.why, path }
      })
      timer = setTimeout(look, everyMs)
    }
    void look()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [path, everyMs])
  return polled.path === path ? polled : nothing
}
