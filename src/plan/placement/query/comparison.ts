import type { InstanceView } from '../instance-view.ts';
import { readPattern } from './java-pattern.ts';
import { type Operator, type Ordering, readOperator } from './query-operators.ts';
import { QueryError, type QueryScanner } from './query-scanner.ts';
import { querySubject, type SubjectKind } from './query-subjects.ts';

/**
 * One comparison: `subject operator [argument]`. It holds where any value of the subject fulfils it, so a negative one
 * holds of none that the instance has nothing of: `attribute:stack != prod` asks for an instance that has a stack.
 * Docs: "Exclude an attribute value" in "Amazon ECS container instance attributes".
 *
 * @throws QueryError
 */
export function readComparison(scanner: QueryScanner): (instance: InstanceView) => boolean {
  const name = scanner.subject();
  const subject = querySubject(name);
  if (subject === undefined) throw new QueryError(`'${name}' is not a subject.`);
  const operator = readOperator(scanner);
  if (!subject.operators.includes(operator))
    throw new QueryError(`the operator ${operator} is not valid for ${name}.`);
  const { values, kind } = subject;
  if (operator === 'exists') return (instance) => values(instance).length > 0;
  if (operator === 'not_exists') return (instance) => values(instance).length === 0;
  const holds = readArgument(scanner, operator, kind);
  return (instance) => values(instance).some(holds);
}

function readArgument(
  scanner: QueryScanner,
  operator: Exclude<Operator, 'exists' | 'not_exists'>,
  kind: SubjectKind | undefined,
): (value: string) => boolean {
  switch (operator) {
    case 'matches':
    case 'not_matches': {
      const pattern = readPattern(scanner.pattern());
      if (pattern.type === 'broken') throw new QueryError(pattern.why);
      return (value) => pattern.matches(value) === (operator === 'matches');
    }
    case 'in':
    case 'not_in': {
      const list = readList(scanner);
      return (value) => list.includes(value) === (operator === 'in');
    }
    default: {
      const argument = scanner.value();
      if (kind === undefined) return textTest(operator, argument);
      const compare = kind.against(argument);
      if (compare === undefined) throw new QueryError(`'${argument}' is not ${kind.named}.`);
      return (value) => isFulfilled(operator, compare(value));
    }
  }
}

function readList(scanner: QueryScanner): readonly string[] {
  if (!scanner.takeSymbol('[')) scanner.fail('[');
  const values = [scanner.value()];
  while (scanner.takeSymbol(',')) values.push(scanner.value());
  if (!scanner.takeSymbol(']')) scanner.fail(', or ]');
  return values;
}

const decimal = /^-?\d{1,15}(\.\d{1,15})?$/;

/** Equal is what is written alike; two numbers are ordered by their size, anything else by its letters. */
function textTest(operator: Ordering, argument: string): (value: string) => boolean {
  if (operator === 'equals') return (value) => value === argument;
  if (operator === 'not_equals') return (value) => value !== argument;
  return (value) => {
    const areNumbers = decimal.test(value) && decimal.test(argument);
    return isFulfilled(
      operator,
      areNumbers ? Number(value) - Number(argument) : compareLetters(value, argument),
    );
  };
}

function compareLetters(value: string, argument: string): number {
  if (value === argument) return 0;
  return value < argument ? -1 : 1;
}

function isFulfilled(operator: Ordering, difference: number): boolean {
  switch (operator) {
    case 'equals':
      return difference === 0;
    case 'not_equals':
      return difference !== 0;
    case 'greater_than':
      return difference > 0;
    case 'greater_than_equal':
      return difference >= 0;
    case 'less_than':
      return difference < 0;
    case 'less_than_equal':
      return difference <= 0;
  }
}
