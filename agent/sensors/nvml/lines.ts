/** What passes between the agent and its NVML child: one JSON object a line. */

/** How often a GPU's readings are taken: `fast` 1 s, `slow` 10 s, `rare` 60 s. */
export type Group = 'fast' | 'slow' | 'rare'
export const groups = ['fast', 'slow', 'rare'] as const

/** The agent asks for a round by `{"read": its clock in ms}`; the answers repeat it as `at`. */
export interface ReadLine {
  readonly read: number
}

/** By signal: a value in the signal's unit, or the code NVML answered with. */
export interface Values {
  readonly values: Record<string, number | string>
  readonly codes: Record<string, number>
}

/** One NVLink of a GPU, only what the chip has of it. */
export interface LinkValues extends Values {
  readonly link: number
}

/** A MIG slice: its uuid and name are empty, its memory 0 when they could not be read; or why its slot could not be. */
export type Slot =
  | { readonly uuid: string; readonly name: string; readonly memoryBytes: number }
  | { readonly code: number }
export type Mig = { readonly code: number } | { readonly enabled: boolean; readonly slots: readonly Slot[] }

/** One round of one GPU: the groups that were due. */
export interface DeviceLine {
  readonly gpu: number
  readonly at: number
  readonly uuid: string
  readonly groups: Partial<Record<Group, Values>>
  readonly links?: readonly LinkValues[]
  readonly mig?: Mig
}

/** The GPU could not be asked at all. */
export interface ErrorLine {
  readonly gpu: number
  readonly at: number
  readonly error: number
}

/** A call that has not come back: `gpu` is absent when it is about no GPU. */
export interface Busy {
  readonly gpu?: number
  readonly call: string
  readonly ms: number
}

/** The round is over for all that answer at once. */
export interface DoneLine {
  readonly done: number
  readonly busy: readonly Busy[]
  /** GPUs that have missed their deadline once: this child does not ask them again */
  readonly over: readonly number[]
  /** GPUs that the driver lists; absent until it has said so */
  readonly listed?: number
  /** what the driver answered instead of letting itself be asked */
  readonly failed?: number
}

/** The library can never be used here. */
export interface UnusableLine {
  readonly unusable: string
}

export type ChildLine = DeviceLine | ErrorLine | DoneLine | UnusableLine

/** How the child is started: its second argument, as JSON. */
export interface ChildOptions {
  /** GPUs that are not to be touched */
  readonly exclude: readonly number[]
  readonly deadlineMs: number
  readonly slowMs: number
  readonly rareMs: number
  /** the next GPU is asked after so long though the one before has not answered */
  readonly patienceMs: number
}
