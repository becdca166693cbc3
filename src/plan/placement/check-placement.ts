import { parseClusterQuery } from './cluster-query.ts';
import type { PlacementConstraint } from './placement-constraint.ts';
import type { PlacementStrategy } from './placement-strategy.ts';

/** A member of `placementConstraints` as the API has it. */
export interface ConstraintInput {
  readonly type?: string | undefined;
  readonly expression?: string | undefined;
}

/** A member of `placementStrategy` as the API has it. */
export interface StrategyInput {
  readonly type?: string | undefined;
  readonly field?: string | undefined;
}

/** What was understood, or the sentence of the InvalidParameterException that says why not. */
export type Understood<Item> =
  | { readonly type: 'understood'; readonly items: readonly Item[] }
  | { readonly type: 'broken'; readonly sentence: string };

type One<Item> = { readonly item: Item } | { readonly broken: string };

const mostConstraints = 10;
const mostStrategies = 5;
const attributePrefix = 'attribute:';

/**
 * The constraints of one task: those of its definition with those of the request, which count together. API:
 * PlacementConstraint, RunTask.
 */
export function readConstraints(inputs: readonly ConstraintInput[]): Understood<PlacementConstraint> {
  if (inputs.length > mostConstraints)
    return { type: 'broken', sentence: `Maximum number of constraints is ${mostConstraints}.` };
  return readAll(inputs, readConstraint);
}

/** API: PlacementStrategy. */
export function readStrategies(inputs: readonly StrategyInput[]): Understood<PlacementStrategy> {
  if (inputs.length > mostStrategies)
    return { type: 'broken', sentence: `Maximum number of strategies is ${mostStrategies}.` };
  return readAll(inputs, readStrategy);
}

/** Why CreateService, UpdateService or RunTask refuses the placement; undefined where it does not. */
export function brokenPlacement(
  constraints: readonly ConstraintInput[] = [],
  strategies: readonly StrategyInput[] = [],
): string | undefined {
  for (const understood of [readConstraints(constraints), readStrategies(strategies)])
    if (understood.type === 'broken') return understood.sentence;
  return undefined;
}

/** Why RegisterTaskDefinition refuses the constraints; a definition knows memberOf only. */
export function brokenDefinitionConstraints(
  constraints: readonly ConstraintInput[] = [],
): string | undefined {
  const other = constraints.find(({ type }) => type !== 'memberOf');
  return other === undefined ? brokenPlacement(constraints) : unsupported('constraint', other.type);
}

function readAll<Input, Item>(inputs: readonly Input[], read: (input: Input) => One<Item>): Understood<Item> {
  const items: Item[] = [];
  for (const input of inputs) {
    const one = read(input);
    if ('broken' in one) return { type: 'broken', sentence: one.broken };
    items.push(one.item);
  }
  return { type: 'understood', items };
}

function readConstraint({ type, expression }: ConstraintInput): One<PlacementConstraint> {
  switch (type) {
    case 'distinctInstance':
      if (expression !== undefined) return { broken: 'distinctInstance expression should not be specified.' };
      return { item: { type } };
    case 'memberOf': {
      if (expression === undefined) return { broken: 'memberOf expression should be specified.' };
      const query = parseClusterQuery(expression);
      if (query.type === 'broken') return { broken: `memberOf expression is invalid: ${query.why}` };
      return { item: { type, matches: query.matches } };
    }
    default:
      return { broken: unsupported('constraint', type) };
  }
}

function readStrategy({ type, field }: StrategyInput): One<PlacementStrategy> {
  switch (type) {
    case 'random':
      return field === undefined ? { item: { type } } : { broken: 'random field should not be specified.' };
    case 'binpack':
      return field === 'cpu' || field === 'memory'
        ? { item: { type, on: field } }
        : { broken: `binpack field '${field ?? ''}' is invalid` };
    case 'spread': {
      if (field === 'instanceId' || field === 'host') return { item: { type, over: 'instance' } };
      const attribute = field?.startsWith(attributePrefix) ? field.slice(attributePrefix.length) : '';
      return attribute === ''
        ? { broken: `spread field '${field ?? ''}' is invalid` }
        : { item: { type, over: 'attribute', attribute } };
    }
    default:
      return { broken: unsupported('strategy', type) };
  }
}

function unsupported(what: 'constraint' | 'strategy', type: string | undefined): string {
  return `${what}.type '${type ?? ''}' is not supported.`;
}
