import type { QueryScanner } from './query-scanner.ts';

export type Ordering =
  | 'equals'
  | 'not_equals'
  | 'greater_than'
  | 'greater_than_equal'
  | 'less_than'
  | 'less_than_equal';

export type Operator = Ordering | 'exists' | 'not_exists' | 'in' | 'not_in' | 'matches' | 'not_matches';

/** Longer symbols before those that they begin with. */
const symbols: readonly (readonly [string, Operator])[] = [
  ['==', 'equals'],
  ['!=', 'not_equals'],
  ['>=', 'greater_than_equal'],
  ['<=', 'less_than_equal'],
  ['=~', 'matches'],
  ['!~', 'not_matches'],
  ['>', 'greater_than'],
  ['<', 'less_than'],
];

const words: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['equals', 'equals'],
  ['not_equals', 'not_equals'],
  ['greater_than', 'greater_than'],
  ['greater_than_equal', 'greater_than_equal'],
  ['less_than', 'less_than'],
  ['less_than_equal', 'less_than_equal'],
  ['exists', 'exists'],
  ['!exists', 'not_exists'],
  ['not_exists', 'not_exists'],
  ['in', 'in'],
  ['!in', 'not_in'],
  ['not_in', 'not_in'],
  ['matches', 'matches'],
  ['not_matches', 'not_matches'],
]);

export const everyOperator: readonly Operator[] = [...new Set(words.values())];
export const orderingOperators: readonly Operator[] = [
  'equals',
  'not_equals',
  'greater_than',
  'greater_than_equal',
  'less_than',
  'less_than_equal',
];
export const choosingOperators: readonly Operator[] = [
  'equals',
  'not_equals',
  'in',
  'not_in',
  'matches',
  'not_matches',
];

/** @throws QueryError where no operator comes next */
export function readOperator(scanner: QueryScanner): Operator {
  const symbol = symbols.find(([each]) => scanner.takeSymbol(each));
  if (symbol !== undefined) return symbol[1];
  const word = scanner.operatorWord();
  const operator = word === undefined ? undefined : words.get(word);
  return operator ?? scanner.fail('an operator');
}
