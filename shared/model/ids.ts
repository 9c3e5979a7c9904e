/** Ids are `<kind letter>-<incarnation>-<number>`, compared as tuples; an attempt's id is its fencing token (DESIGN section 4). */
export type IdKind = 'j' | 't' | 'a' | 'r' | 'e' | 'o' | 'v' | 'l' | 's' | 'c'

export function makeId(kind: IdKind, incarnation: number, number: number): string {
  return `${kind}-${incarnation}-${number}`
}

/** Orders two ids: by kind, then incarnation, then number. */
export function compareIds(a: string, b: string): number {
  const [ka, ia, na] = splitId(a)
  const [kb, ib, nb] = splitId(b)
  if (ka !== kb) return ka < kb ? -1 : 1
  return ia - ib || na - nb
}

/** The life of the state that an id was issued in. */
export const incarnationOf = (id: string): number => splitId(id)[1]

/** Kind, incarnation and number; NaN for what is no id. */
export function splitId(id: string): [string, number, number] {
  const parts = id.split('-')
  return [parts[0] ?? '', Number(parts[1]), Number(parts[2])]
}

/** Database keys sort as text: numbers in them are padded to 12 digits. */
export function shardKey(job: string, index: number): string {
  return `${job}/${String(index).padStart(12, '0')}`
}
