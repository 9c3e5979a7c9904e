/** Keys of simulated hosts: the same in every run, made from numbers. Signing and verifying are the real thing. */
import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { hostIdOf, type Identity } from '../../agent/link/identity.ts'

const made = new Map<number, Identity>()

export function identityOf(number: number): Identity {
  const known = made.get(number)
  if (known !== undefined) return known
  const fresh = make(number)
  made.set(number, fresh)
  return fresh
}

function make(number: number): Identity {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(createHash('sha256').update(`simulated host ${number}`).digest())
  const point = ecdh.getPublicKey()
  const part = (bytes: Buffer): string => bytes.toString('base64url')
  const d = part(ecdh.getPrivateKey())
  const key: KeyObject = createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', d, x: part(point.subarray(1, 33)), y: part(point.subarray(33)) },
  })
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return {
    host: hostIdOf(publicKey),
    publicKey,
    sign: (nonce, bootId) =>
      sign('sha256', Buffer.concat([nonce, Buffer.from(bootId)]), { key, dsaEncoding: 'ieee-p1363' }),
  }
}
