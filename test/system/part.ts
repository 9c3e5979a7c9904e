/**
 * A part of the system tests: `test/system/NAME.ts` that exports `name`, `missing()` and `run(check)`. A part that cannot run
 * here says what is missing and is skipped by name.
 */
export interface Check {
  /** One result. Returns whether it holds, so that a part can stop where going on makes no sense. */
  ok(holds: boolean, what: string, detail?: unknown): boolean
  equal(found: unknown, wanted: unknown, what: string): boolean
  /** A result that cannot be had here. */
  skip(what: string, reason: string): void
  /** A figure or remark for the reader. */
  note(text: string): void
}

export interface Part {
  readonly name: string
  /** What this part needs and this machine lacks, or undefined. */
  missing(): string | undefined | Promise<string | undefined>
  run(check: Check): Promise<void>
}
