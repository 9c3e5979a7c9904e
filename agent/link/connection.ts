/** What the link needs of a WebSocket, so that a simulated network can stand in for it. */

/** Called by the connection, never before `dial` has returned. */
export interface ConnectionHandlers {
  open(): void
  message(bytes: Uint8Array): void
  /** a ping or pong came: the other end is there */
  heard(): void
  error(cause: string): void
  /** once, after which nothing more is called; also when it never opened */
  close(): void
}

export interface Connection {
  /** Does nothing unless the connection is open. */
  send(bytes: Uint8Array): void
  ping(): void
  /** Ends at once. */
  terminate(): void
  /** Ends politely. */
  close(): void
  /** bytes handed over and not yet on the network */
  bufferedAmount(): number
  /** address of this end once it is open; undefined: not known */
  localAddress?(): string | undefined
}

export type Dial = (url: string, handlers: ConnectionHandlers) => Connection
