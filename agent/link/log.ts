/** The log that `main.ts` hands to every part of the zone: one line per call, `level time message k=v`. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void
