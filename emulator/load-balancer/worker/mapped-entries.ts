import type { EntriesChange } from './snapshot-change.ts';

/** A change of entries with each of them made into something else. */
export function mapped<From, To>(
  { order, changed }: EntriesChange<From>,
  to: (entry: From) => To,
): EntriesChange<To> {
  return { order, changed: changed.map(to) };
}
