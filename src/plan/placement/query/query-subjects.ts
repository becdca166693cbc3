import { attributeValue, type InstanceView } from '../instance-view.ts';
import { choosingOperators, everyOperator, type Operator, orderingOperators } from './query-operators.ts';

export interface QuerySubject {
  /** Those that the documentation calls valid for it. */
  readonly operators: readonly Operator[];
  /** What an instance has of it: nothing, one value, or several. */
  readonly values: (instance: InstanceView) => readonly string[];
  /** Of a subject that is more than text. */
  readonly kind?: SubjectKind;
}

export interface SubjectKind {
  readonly named: string;
  /** How a value stands to the argument, below, at or above 0; undefined for an argument that is none of the kind. */
  readonly against: (argument: string) => ((value: string) => number) | undefined;
}

const version: SubjectKind = {
  named: 'a version',
  against: (argument) => {
    if (!/^\d{1,9}(\.\d{1,9})*$/.test(argument)) return undefined;
    const numbers = versionNumbers(argument);
    return (value) => compareNumbers(versionNumbers(value), numbers);
  },
};

const instant: SubjectKind = {
  named: 'a date',
  against: (argument) => {
    const at = instantMs(argument);
    return at === undefined ? undefined : (value) => Math.floor(Number(value) / 1000) * 1000 - at;
  },
};

const wholeNumber: SubjectKind = {
  named: 'a whole number',
  against: (argument) =>
    /^\d{1,9}$/.test(argument) ? (value) => Number(value) - Number(argument) : undefined,
};

const subjects: ReadonlyMap<string, QuerySubject> = new Map<string, QuerySubject>([
  [
    'agentConnected',
    { operators: choosingOperators, values: ({ agentConnected }) => [String(agentConnected)] },
  ],
  [
    'agentVersion',
    {
      operators: orderingOperators,
      values: ({ agentVersion }) => (agentVersion === undefined ? [] : [agentVersion]),
      kind: version,
    },
  ],
  ['ec2InstanceId', { operators: choosingOperators, values: ({ ec2InstanceId }) => [ec2InstanceId] }],
  [
    'registeredAt',
    {
      operators: orderingOperators,
      values: ({ registeredAtMs }) => [String(registeredAtMs)],
      kind: instant,
    },
  ],
  [
    'runningTasksCount',
    { operators: orderingOperators, values: ({ tasks }) => [String(tasks.length)], kind: wholeNumber },
  ],
  ['task:group', { operators: everyOperator, values: ({ tasks }) => tasks.map(({ group }) => group) }],
]);

const attributePrefix = 'attribute:';

/** Undefined for a name that is no subject of the language. */
export function querySubject(name: string): QuerySubject | undefined {
  const known = subjects.get(name);
  const attribute = name.startsWith(attributePrefix) ? name.slice(attributePrefix.length) : '';
  if (known !== undefined || attribute === '') return known;
  return {
    operators: everyOperator,
    values: (instance) => {
      const value = attributeValue(instance, attribute);
      return value === undefined ? [] : [value];
    },
  };
}

/** What follows the numbers, as in `1.2.3-abc`, does not count. */
function versionNumbers(text: string): readonly number[] {
  return (/^\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
}

/** The first difference; a missing number is 0. */
function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const differences = Array.from(
    { length: Math.max(left.length, right.length) },
    (_, index) => (left[index] ?? 0) - (right[index] ?? 0),
  );
  return differences.find((difference) => difference !== 0) ?? 0;
}

const dateForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?)?$/;

/** A date without a zone is UTC, one without a time its first instant. */
function instantMs(text: string): number | undefined {
  const found = dateForm.exec(text);
  if (found === null) return undefined;
  const [, time, zone] = found;
  const parsed = Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
  return Number.isNaN(parsed) ? undefined : parsed;
}
