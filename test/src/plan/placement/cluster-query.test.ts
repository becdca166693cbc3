import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseClusterQuery } from '../../../../src/plan/placement/cluster-query.ts';
import { instanceView } from '../../../support/planner/instance-view.ts';

const task = (group: string) => ({ group, taskDefinitionFamily: 'web' });
const attributes = (stack: string, type: string, rack?: string) => [
  { name: 'stack', value: stack },
  { name: 'ecs.instance-type', value: type },
  { name: 'ecs.capability.task-eni' },
  ...(rack === undefined ? [] : [{ name: 'rack', value: rack }]),
];

/** 1 is an empty t2 of prod, 2 a busy g2 without its agent, 3 a bare newcomer. */
const fleet = [
  instanceView(1, {
    attributes: attributes('prod', 't2.small', '9'),
    agentVersion: '1.14.4',
    registeredAtMs: Date.parse('2018-06-18T22:28:28Z') + 250,
  }),
  instanceView(2, {
    attributes: attributes('blue sky', 'g2.2xlarge', '10'),
    agentVersion: '1.105.1-abc',
    agentConnected: false,
    registeredAtMs: Date.parse('2018-02-12T23:59:59Z'),
    availabilityZone: 'us-east-1d',
    tasks: [task('service:web'), task('database')],
  }),
  instanceView(3, {
    agentVersion: undefined,
    registeredAtMs: Date.parse('2026-01-01T00:00:00Z'),
    tasks: [task('database')],
  }),
];

function chosen(expression: string): string {
  const query = parseClusterQuery(expression);
  if (query.type === 'broken') throw new Error(query.why);
  return fleet
    .filter((instance) => query.matches(instance))
    .map(({ id }) => id)
    .join('');
}

/** The expressions of the developer guide, then what each part of the language does. */
const queries: readonly (readonly [expression: string, instances: string])[] = [
  ['attribute:ecs.instance-type == t2.small', '1'],
  ['attribute:ecs.availability-zone in [us-east-1a, us-east-1b]', '13'],
  ['attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d', ''],
  ['task:group == service:web', '2'],
  ['not(task:group == database)', '1'],
  ['runningTasksCount == 1', '3'],
  ['agentVersion < 1.14.5', '1'],
  ['registeredAt < 2018-02-13', '2'],
  ["ec2InstanceId in ['i-1', 'i-3']", '13'],

  ['agentConnected == true', '13'],
  ['agentConnected equals false', '2'],
  ['agentConnected != false', '13'],
  ['agentConnected =~ t.*', '13'],
  ['agentConnected !in [true]', '2'],
  ['agentVersion == 1.14.4.0', '1'],
  ['agentVersion != 1.14.4', '2'],
  ['agentVersion >= 1.105', '2'],
  ['agentVersion greater_than 1.105.1', ''],
  ['agentVersion less_than_equal 1.105.1', '12'],
  ['ec2InstanceId matches i-[12]', '12'],
  ['ec2InstanceId not_matches i-[12]', '3'],
  ['ec2InstanceId not_equals i-1', '23'],
  ['registeredAt == 2018-06-18T22:28:28+00:00', '1'],
  ['registeredAt == 2018-06-18T22:28:28Z', '1'],
  ['registeredAt == 2018-06-18T22:28:28', '1'],
  ['registeredAt == 2018-06-19T00:28:28+02:00', '1'],
  ['registeredAt not_equals 2018-06-18T22:28:28Z', '23'],
  ['registeredAt >= 2026-01-01', '3'],
  ['registeredAt greater_than 2026-01-01', ''],
  ['runningTasksCount > 0', '23'],
  ['runningTasksCount<=1', '13'],
  ['runningTasksCount not_equals 2', '13'],

  ['attribute:stack==prod', '1'],
  ['attribute:stack == "blue sky"', '2'],
  ['attribute:stack != prod', '2'],
  ['not attribute:stack == prod', '23'],
  ['attribute:stack exists', '12'],
  ['attribute:stack !exists', '3'],
  ['attribute:stack not_exists', '3'],
  ['attribute:ecs.capability.task-eni exists', '12'],
  ["attribute:ecs.capability.task-eni == ''", '12'],
  ["attribute:stack in ['blue sky',prod]", '12'],
  ['attribute:stack not_in [prod]', '2'],
  ['attribute:stack !in [prod]', '2'],
  ['attribute:ecs.instance-type !~ g2.*', '1'],
  ['attribute:ecs.instance-type =~ (t2|g2)\\.(small|2xlarge)', '12'],
  ["attribute:stack =~ 'blue .*'", '2'],
  ['attribute:rack > 9', '2'],
  ['attribute:rack >= 9', '12'],
  ['attribute:rack == 9.0', ''],
  ['attribute:stack < c', '2'],
  ['task:group in [database, other]', '23'],
  ['task:group != database', '2'],
  ['task:group =~ service:.*', '2'],
  ['task:group exists', '23'],
  ['task:group !exists', '1'],

  ['attribute:stack exists && runningTasksCount > 0', '2'],
  ['ec2InstanceId == i-1 || ec2InstanceId == i-2', '12'],
  ['ec2InstanceId == i-1 or ec2InstanceId == i-2 and runningTasksCount == 0', '1'],
  ['(ec2InstanceId == i-1 or ec2InstanceId == i-2) and runningTasksCount == 0', '1'],
  ['(ec2InstanceId == i-1 or ec2InstanceId == i-2) and runningTasksCount == 2', '2'],
  ['!(ec2InstanceId == i-1 or ec2InstanceId == i-2)', '3'],
  ['not ec2InstanceId == i-1 and not ec2InstanceId == i-2', '3'],
  ['not not ec2InstanceId == i-1', '1'],
  ['!! ec2InstanceId == i-1', '1'],
  ['(attribute:ecs.instance-type =~ t2.*)||(attribute:ecs.instance-type =~ g2.*)', '12'],
  ['attribute:ecs.instance-type =~ t2.*||attribute:ecs.instance-type =~ g2.*', '12'],
  ['  ec2InstanceId\t==\n i-1  ', '1'],
  ['attribute:stack == and', ''],
];

test.each(queries)('%s', (expression, instances) => {
  expect(chosen(expression)).toBe(instances);
});

const broken: readonly (readonly [expression: string, why: string])[] = [
  ['', 'expected a subject at position 1, found the end.'],
  ['stack == prod', "'stack' is not a subject."],
  ['attribute: == prod', "'attribute:' is not a subject."],
  ['attribute:stack', 'expected an operator at position 16, found the end.'],
  ['attribute:stack is prod', "expected an operator at position 19, found ' prod'."],
  ['attribute:stack = prod', "expected an operator at position 17, found '= prod'."],
  ['attribute:stack ==', 'expected a value at position 19, found the end.'],
  ["attribute:stack == 'prod", "expected a value at position 20, found ''prod'."],
  ['attribute:stack == blue sky', "expected and, or, or the end at position 25, found 'sky'."],
  ['attribute:stack in prod', "expected [ at position 20, found 'prod'."],
  ['attribute:stack in []', "expected a value at position 21, found ']'."],
  ['attribute:stack in [a b]', "expected , or ] at position 23, found 'b]'."],
  ['attribute:stack =~ ', 'expected a pattern at position 20, found the end.'],
  ['attribute:stack =~ a**', "the pattern 'a**' cannot be used: there is nothing for '*' to repeat."],
  ['(attribute:stack == prod', 'expected ) at position 25, found the end.'],
  ['attribute:stack == prod)', "expected and, or, or the end at position 24, found ')'."],
  ['attribute:stack exists and', 'expected a subject at position 27, found the end.'],
  ['agentVersion exists', 'the operator exists is not valid for agentVersion.'],
  ['agentVersion =~ 1.*', 'the operator matches is not valid for agentVersion.'],
  ['agentConnected > true', 'the operator greater_than is not valid for agentConnected.'],
  ['agentVersion == latest', "'latest' is not a version."],
  ['runningTasksCount == many', "'many' is not a whole number."],
  ['registeredAt < yesterday', "'yesterday' is not a date."],
  ['registeredAt < 2018-13-01', "'2018-13-01' is not a date."],
  ['registeredAt < 2018', "'2018' is not a date."],
  [`attribute:stack == ${'a'.repeat(2000)}`, 'an expression has at most 2000 characters.'],
  [`${'('.repeat(60)}agentConnected == true`, 'an expression is nested at most 50 deep.'],
  [`${'not '.repeat(60)}agentConnected == true`, 'an expression is nested at most 50 deep.'],
];

test.each(broken)('refuses %s', (expression, why) => {
  expect(parseClusterQuery(expression)).toEqual({ type: 'broken', why });
});

describe('whatever the text', () => {
  const fragment = fc.constantFrom(
    ...[
      'attribute:stack',
      'task:group',
      'agentVersion',
      'registeredAt',
      'runningTasksCount',
      'agentConnected',
    ],
    ...['==', '!=', '>', '<=', '=~', '!~', 'in', '!in', 'exists', '!exists', 'matches', 'and', 'or', 'not'],
    ...[
      '&&',
      '||',
      '!',
      '(',
      ')',
      '[',
      ']',
      ',',
      "'",
      '"',
      ' ',
      'prod',
      '1.2',
      '2018-06-18',
      'a.*',
      '(a|b)+',
    ],
  );
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(' ')),
    fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join('')),
  );

  test('reading never throws, and what was read can be asked of any instance', () => {
    fc.assert(
      fc.property(text, (expression) => {
        const query = parseClusterQuery(expression);
        if (query.type === 'broken') expect(query.why).toMatch(/\.$/);
        else for (const instance of fleet) expect([true, false]).toContain(query.matches(instance));
      }),
      { numRuns: 5000 },
    );
  });

  const sound = fc.constantFrom(...queries.map(([expression]) => expression));

  test('not, and, or mean what they say, and parentheses change nothing of one expression', () => {
    fc.assert(
      fc.property(sound, sound, (first, second) => {
        const [a, b] = [new Set(chosen(first)), new Set(chosen(second))];
        expect(chosen(`((${first}))`)).toBe([...a].join(''));
        expect(chosen(`not (${first})`)).toBe([...'123'].filter((id) => !a.has(id)).join(''));
        expect(chosen(`(${first}) and (${second})`)).toBe([...a].filter((id) => b.has(id)).join(''));
        expect(chosen(`(${first}) || (${second})`)).toBe(
          [...'123'].filter((id) => a.has(id) || b.has(id)).join(''),
        );
      }),
      { numRuns: 500 },
    );
  });
});
