/** A small bug: a text that is replaced in one file. */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** what is broken, as a reviewer would say it */
  readonly why: string
}

/** The file's text with the bug in it. A text that is not there, or there twice, is an error: the list no longer fits the code. */
export function mutated({ name, file, find, replace }: Mutant, text: string): string {
  const parts = text.split(find)
  if (parts.length !== 2)
    throw new Error(`mutant ${name}: text not found: it occurs ${parts.length - 1} times in ${file}, once is right`)
  return parts.join(replace)
}
