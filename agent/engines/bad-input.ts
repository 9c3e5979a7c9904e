/** The input can never work (a bad SQL expression, a missing column): the shard fails without a retry. */
export class BadInputError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'BadInputError'
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
