import type { InstanceView } from './instance-view.ts';
import { readComparison } from './query/comparison.ts';
import { QueryError, QueryScanner } from './query/query-scanner.ts';

export type InstancePredicate = (instance: InstanceView) => boolean;

export type ClusterQuery =
  | { readonly type: 'query'; readonly matches: InstancePredicate }
  | { readonly type: 'broken'; readonly why: string };

/** API: PlacementConstraint, `expression`. */
const longestQuery = 2000;
const deepestNesting = 50;

/**
 * Reads an expression of the cluster query language: what memberOf takes, and the filter of ListContainerInstances.
 * `not` binds closer than `and`, `and` closer than `or`. Never throws, and what it gives takes time in proportion to
 * the query and the instance. Docs: "Create expressions to define container instances for Amazon ECS tasks".
 */
export function parseClusterQuery(text: string): ClusterQuery {
  if (text.length > longestQuery)
    return { type: 'broken', why: `an expression has at most ${longestQuery} characters.` };
  const scanner = new QueryScanner(text);
  try {
    const matches = readEither(scanner, 0);
    if (!scanner.isAtEnd()) scanner.fail('and, or, or the end');
    return { type: 'query', matches };
  } catch (error) {
    if (error instanceof QueryError) return { type: 'broken', why: error.message };
    throw error;
  }
}

function readEither(scanner: QueryScanner, depth: number): InstancePredicate {
  const options = [readBoth(scanner, depth)];
  while (scanner.takeSymbol('||') || scanner.takeWord('or')) options.push(readBoth(scanner, depth));
  return (instance) => options.some((matches) => matches(instance));
}

function readBoth(scanner: QueryScanner, depth: number): InstancePredicate {
  const parts = [readOne(scanner, depth)];
  while (scanner.takeSymbol('&&') || scanner.takeWord('and')) parts.push(readOne(scanner, depth));
  return (instance) => parts.every((matches) => matches(instance));
}

function readOne(scanner: QueryScanner, depth: number): InstancePredicate {
  if (depth > deepestNesting) throw new QueryError(`an expression is nested at most ${deepestNesting} deep.`);
  if (scanner.takeSymbol('!') || scanner.takeWord('not')) {
    const matches = readOne(scanner, depth + 1);
    return (instance) => !matches(instance);
  }
  if (!scanner.takeSymbol('(')) return readComparison(scanner);
  const matches = readEither(scanner, depth + 1);
  if (!scanner.takeSymbol(')')) scanner.fail(')');
  return matches;
}
