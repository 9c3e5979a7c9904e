/** One DuckDB connection of an engine: one thread, bounded memory, spills into the worker's own folder, no extensions from the net. */
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

export type Row = Readonly<Record<string, unknown>>

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

export class Duck {
  readonly #connection: DuckDBConnection

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  static async open(dir: string): Promise<Duck> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: '1GB',
      temp_directory: join(dir, 'duckdb-tmp'),
      extension_directory: join(dir, 'duckdb-extensions'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    return new Duck(await instance.connect())
  }

  get connection(): DuckDBConnection {
    return this.#connection
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql)
  }

  /** Rows as plain JSON-able values (BIGINT as numbers, timestamps as texts). */
  async rows(sql: string): Promise<Row[]> {
    const reader = await this.#connection.runAndReadAll(sql)
    return reader.getRowObjectsJson().map((row) => {
      const out: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(row)) out[name] = value
      return out
    })
  }

  /** Names and types of what a query gives, without running it. */
  async describe(query: string): Promise<Map<string, string>> {
    const rows = await this.rows(`DESCRIBE ${query}`)
    return new Map(rows.map((row) => [String(row.column_name), String(row.column_type)]))
  }
}

/** ISO text without a zone or fraction, the form of times in data. */
export const isoTime = (sql: string): string => `strftime(${sql}, '%Y-%m-%dT%H:%M:%S')`
