/** Who this host is: a P-256 key made at the first start. The host's id is derived from it and never changes. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Identity {
  /** first 16 bytes of sha256(SPKI DER), in hex */
  readonly host: string
  readonly publicKey: Uint8Array
  /** ECDSA over sha256(nonce || boot id), IEEE P1363 form */
  sign(nonce: Uint8Array, bootId: string): Uint8Array
}

export function loadIdentity(stateDir: string): Identity {
  const dir = join(stateDir, 'identity')
  const path = join(dir, 'key.pem')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  let pem = readPem(path)
  if (pem === undefined) {
    const made = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    pem = made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    writeFileSync(`${path}.tmp`, pem, { mode: 0o600, flush: true })
    renameSync(`${path}.tmp`, path)
  }
  return identityOf(createPrivateKey(pem))
}

export function hostIdOf(spkiDer: Uint8Array): string {
  return createHash('sha256').update(spkiDer).digest('hex').slice(0, 32)
}

function readPem(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export function identityOf(key: KeyObject): Identity {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return {
    host: hostIdOf(publicKey),
    publicKey,
    sign: (nonce, bootId) =>
      sign('sha256', Buffer.concat([nonce, Buffer.from(bootId)]), { key, dsaEncoding: 'ieee-p1363' }),
  }
}
