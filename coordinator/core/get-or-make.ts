/** The value of a key, made when it is first asked for. */
export function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** For `getOrMake`. */
export const emptyList = <Item>(): Item[] => []
export const emptySet = <Item>(): Set<Item> => new Set()
