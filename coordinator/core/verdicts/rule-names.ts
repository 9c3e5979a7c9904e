/** What an override may name: every rule of the detectors, of the core and of the kernel log. */
import { kernelLines } from './catalogue-kernel.ts'
import { rules } from './rules.ts'
import { fleetRules } from './rules-fleet.ts'
import { xidCatalogue } from './xid-catalogue.ts'

/** concluded in the core itself: `gpus.ts`, `leaks.ts`, `../lemons.ts` */
const ofCore = ['gpu/gone', 'leak/tray', 'leak/fatal', 'leak/rack', 'work/lemon']

/** SXids have no catalogue: any code of theirs may come. */
const anySxid = /^sxid\/(0|[1-9]\d{0,5})$/

const ofKernel = Object.entries(kernelLines).flatMap(([of, lines]) =>
  of === 'sxid' ? [] : lines.map(({ rule }) => rule),
)
const ofXids = [...xidCatalogue.keys()].map((code) => `xid/${code}`)

export const ruleNames: readonly string[] = [
  ...new Set([...[...rules, ...fleetRules].map(({ id }) => id), ...ofCore, ...ofKernel, ...ofXids]),
].sort()

const names = new Set(ruleNames)

export const isRuleName = (name: string): boolean => names.has(name) || anySxid.test(name)
