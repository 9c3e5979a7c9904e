export async function realGangs(_log: (line: string) => void): Promise<{ cases: number; right: number }> {
  return { cases: 0, right: 0 }
}
