/**
 * Connections to BMCs. Their certificates are mostly their own work, so a collector names the one that is right by its fingerprint, or
 * a file of authorities; without either the system's authorities count. Nothing is sent before the certificate was found right.
 */
import { readFileSync } from 'node:fs'
import { TLSSocket } from 'node:tls'
import type { buildConnector } from 'undici'

/** The certificate is not the one that was expected. The message says how to make it so. */
export class CertificateRefused extends Error {}

export interface Trust {
  readonly certificateSha256: string | undefined
  readonly caFile: string | undefined
}

/** `build`: undici's, loaded only by agents that have something to ask. */
export function trustingConnector(
  build: typeof buildConnector,
  trust: Trust,
  timeoutMs: number,
): buildConnector.connector {
  return (options, callback) => {
    let connect: buildConnector.connector
    try {
      connect = connector(build, trust, timeoutMs)
    } catch (error) {
      return callback(error as Error, null)
    }
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null)
      const refusal = socket instanceof TLSSocket ? refusalOf(socket, trust, options.hostname) : undefined
      if (refusal === undefined) return callback(null, socket)
      socket.destroy()
      callback(refusal, null)
    })
  }
}

/**
 * `rejectUnauthorized: false` only hands the verdict over to `refusalOf`, which must see the certificate also where it is refused, to
 * tell its fingerprint. No session is taken up again: each connection is looked at in full.
 */
function connector(build: typeof buildConnector, { caFile }: Trust, timeoutMs: number): buildConnector.connector {
  const ca = caFile === undefined ? {} : { ca: readFileSync(caFile) }
  return build({ ...ca, rejectUnauthorized: false, maxCachedSessions: 0, timeout: timeoutMs })
}

const plain = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase()

function refusalOf(socket: TLSSocket, trust: Trust, host: string): CertificateRefused | undefined {
  const seen = plain(socket.getPeerCertificate().fingerprint256 ?? '')
  const pinned = trust.certificateSha256
  if (pinned !== undefined) {
    if (seen === pinned) return undefined
    const what = `${host} shows a certificate with sha256 ${seen}, but ${pinned} is pinned`
    return new CertificateRefused(`${what}: if it was replaced on purpose, set certificateSha256 to the new one`)
  }
  if (socket.authorized) return undefined
  const why = String(socket.authorizationError)
  return new CertificateRefused(
    `the certificate of ${host} cannot be verified (${why}): if this is the one you know, pin it with "certificateSha256": "${seen}", or give its authority as "caFile"`,
  )
}
