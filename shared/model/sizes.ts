/** Sizes in the words that the command line and the console share. */
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** Of bytes: "512 B", "1.2 GiB", "80 GiB". */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0]
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024
    unit++
  }
  return `${value.toFixed(unit > 0 && value < 10 ? 1 : 0)} ${units[unit]}`
}
