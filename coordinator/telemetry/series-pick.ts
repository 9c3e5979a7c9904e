/** Which series a query means. */
import type { RangeQuery } from '../ports.ts'
import type { HostSeries, Labels } from './series-book.ts'

/** Labels that must be equal; a wanted value may be a list with commas. */
export function labelTest(wanted: Labels): (labels: Labels) => boolean {
  const lists = Object.entries(wanted).map(
    ([key, value]) => [key, value.split(',').map((each) => each.trim())] as const,
  )
  return (labels) => lists.every(([key, values]) => labels[key] !== undefined && values.includes(labels[key]))
}

/** Numbers of a host's series that match. */
export function pickSeries(
  { shapes, labels }: HostSeries,
  { names, labels: wanted }: Pick<RangeQuery, 'names' | 'labels'>,
): number[] {
  const isLabelled = labelTest(wanted)
  const found: number[] = []
  for (let i = 0; i < shapes.length; i++) {
    const { name, kind } = shapes[i]!
    if (kind !== 'text' && (names.length === 0 || names.includes(name)) && isLabelled(labels[i]!)) found.push(i)
  }
  return found
}
