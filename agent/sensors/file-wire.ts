/** What the agent's thread and the one that reads files say to each other. */
export interface Ask {
  readonly id: number
  readonly paths: readonly string[]
}
export interface Answer {
  readonly id: number
  /** in the order of the paths: what the file says, or `failed` and the errno's name */
  readonly texts: readonly string[]
}
/** No file of /sys or /proc that is read begins with it. */
export const failed = '\0'
