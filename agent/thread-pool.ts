/**
 * Imported first of all: how many threads Node reads files with. A driver that hangs keeps one of them, and the agent's own
 * disk must not wait for it. The pool is made at its first use, so that is here; what the agent starts has the variable as it was.
 */
import { stat } from 'node:fs'

export const poolThreads = 16

const given = process.env.UV_THREADPOOL_SIZE
process.env.UV_THREADPOOL_SIZE = String(poolThreads)
stat('/', () => undefined)
if (given === undefined) delete process.env.UV_THREADPOOL_SIZE
else process.env.UV_THREADPOOL_SIZE = given
