/** Of known names the one that was probably meant: the one with the most words in common, then the one with the fewest letters to change. */

export function nearestName(asked: string, known: readonly string[]): string | undefined {
  const words = wordsOf(asked)
  let best: { readonly name: string; readonly common: number; readonly changes: number } | undefined
  for (const name of known) {
    const common = wordsOf(name).filter((word) => words.includes(word)).length
    if (best !== undefined && common < best.common) continue
    const changes = changesBetween(asked, name)
    if (best === undefined || common > best.common || changes < best.changes) best = { name, common, changes }
  }
  return best?.name
}

const wordsOf = (name: string): string[] => name.toLowerCase().match(/[a-z]+|\d+/g) ?? []

/** Letters to put in, leave out or replace (Levenshtein), a row at a time. */
function changesBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const replaced = (above[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (above[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    above = row
  }
  return above[other.length] as number
}
