/**
 * Files and functions that are over their bound today, with their size. Entries are only ever lowered or removed: a test
 * fails when one grows, and also when one is larger than the code has become. Nothing new is added.
 */
export const ratchet: Readonly<Record<string, number>> = {}
