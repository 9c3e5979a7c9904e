/** A page of another site must not act on the factory through someone's browser: Host and Origin are checked on every request. */
import type { IncomingHttpHeaders } from 'node:http'

/** Why the request is refused, or undefined. Programs send no Origin; a rebound DNS name shows in Host. */
export function originRefusal(headers: IncomingHttpHeaders, names: readonly string[]): string | undefined {
  const { host = '', origin } = headers
  const name = host.replace(/:\d+$/, '').toLowerCase()
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name)
  if (!isAddress && name !== 'localhost' && name !== '' && !names.includes(name))
    return `Host '${host.slice(0, 128)}' is not a name of this coordinator`
  if (origin === undefined) return undefined
  const from = URL.canParse(origin) ? new URL(origin).host : origin
  return from === host ? undefined : `Origin '${origin.slice(0, 128)}' may not use this coordinator (${host})`
}
