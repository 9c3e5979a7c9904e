/** A worker's end of its socket, for tests: lines out, lines in. */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

export interface LineTalker {
  say(message: object): void
  /** The next line; undefined once the other end has closed. */
  next(): Promise<unknown>
  end(): void
}

export function talkTo(path: string): LineTalker {
  const socket = connect(path)
  socket.on('error', () => {})
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
  return {
    say: (message) => void socket.write(`${JSON.stringify(message)}\n`),
    async next() {
      const { value, done } = await lines.next()
      return done === true ? undefined : JSON.parse(value as string)
    },
    end: () => void socket.destroy(),
  }
}
