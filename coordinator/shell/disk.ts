/** Room on the coordinator's disk. `level` stays broken after a full disk, so new submissions stop while there is still some. */
import { statfs } from 'node:fs/promises'
import { limits } from '../../shared/limits.ts'

export interface Disk {
  roomLeft(): boolean
  /** Looks again. */
  look(): Promise<void>
}

export async function watchDisk(folder: string): Promise<Disk> {
  let room = true
  const look = async (): Promise<void> => {
    const found = await statfs(folder)
    room = found.bavail * found.bsize >= limits.ballastBytes
  }
  await look()
  return { roomLeft: () => room, look }
}
