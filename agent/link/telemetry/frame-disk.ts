/** Where frames that wait lie: `level-frames.ts` on a real host. */

/** What is remembered of a frame on the disk. */
export interface StoredFrame {
  /** order in which frames were closed, over all lives of the agent */
  readonly place: number
  readonly dictionary: string
  readonly number: number
  readonly samples: number
  readonly bytes: number
}

export interface FrameDisk {
  /** What was there when it was opened, oldest first. */
  readonly stored: readonly StoredFrame[]
  /** All or none; after a crash of the agent (not of the host) they are there. Rejects when the disk is full or broken. */
  write(frames: readonly (StoredFrame & { readonly value: Uint8Array })[]): Promise<void>
  /** Rejects when it is not there or cannot be read. */
  read(frame: StoredFrame): Promise<Uint8Array>
  remove(frames: readonly StoredFrame[]): Promise<void>
  close(): Promise<void>
}

/** Opens it, also again after it failed; rejects when that is not possible now. */
export type OpenFrameDisk = () => Promise<FrameDisk>
