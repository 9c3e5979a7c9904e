/** A key of its own for each simulated host, derived from the seed: the same fleet is the same hosts the next time. */
import { createECDH, createHash, createPrivateKey } from 'node:crypto'
import { type Identity, identityOf } from '../link/identity.ts'

export function simulatedIdentity(seed: number, name: string): Identity {
  // a digest is a valid private key of the curve but for a chance of 2^-32
  const secret = createHash('sha256').update(`millwright simulated host ${seed} ${name}`).digest()
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(secret)
  const point = curve.getPublicKey()
  const part = (from: number, to: number): string => point.subarray(from, to).toString('base64url')
  const key = { kty: 'EC', crv: 'P-256', d: secret.toString('base64url'), x: part(1, 33), y: part(33, 65) }
  return identityOf(createPrivateKey({ key, format: 'jwk' }))
}
