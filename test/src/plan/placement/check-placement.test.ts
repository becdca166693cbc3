import { describe, expect, test } from 'vitest';
import {
  brokenDefinitionConstraints,
  brokenPlacement,
  type ConstraintInput,
  readConstraints,
  readStrategies,
  type StrategyInput,
} from '../../../../src/plan/placement/check-placement.ts';
import { instanceView } from '../../../support/planner/instance-view.ts';

const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const distinct: ConstraintInput = { type: 'distinctInstance' };
const memberOf: ConstraintInput = { type: 'memberOf', expression: 'attribute:stack == prod' };

const constraints: readonly (readonly [string, readonly ConstraintInput[], string | undefined])[] = [
  ['none', [], undefined],
  ['ten', [distinct, ...times(9, memberOf)], undefined],
  ['eleven', times(11, memberOf), 'Maximum number of constraints is 10.'],
  [
    'distinctInstance with an expression, be it empty',
    [{ type: 'distinctInstance', expression: '' }],
    'distinctInstance expression should not be specified.',
  ],
  ['memberOf without one', [{ type: 'memberOf' }], 'memberOf expression should be specified.'],
  [
    'memberOf with one that is none',
    [{ type: 'memberOf', expression: 'stack == prod' }],
    "memberOf expression is invalid: 'stack' is not a subject.",
  ],
  ['another type', [{ type: 'nearby' }], "constraint.type 'nearby' is not supported."],
];

test.each(constraints)('constraints: %s', (_title, inputs, sentence) => {
  expect(brokenPlacement(inputs, [])).toBe(sentence);
});

const strategies: readonly (readonly [string, readonly StrategyInput[], string | undefined])[] = [
  ['five', times(5, { type: 'random' }), undefined],
  ['six', times(6, { type: 'random' }), 'Maximum number of strategies is 5.'],
  ['random with a field', [{ type: 'random', field: 'cpu' }], 'random field should not be specified.'],
  ['binpack on disk', [{ type: 'binpack', field: 'disk' }], "binpack field 'disk' is invalid"],
  ['binpack on nothing', [{ type: 'binpack' }], "binpack field '' is invalid"],
  ['spread over cpu', [{ type: 'spread', field: 'cpu' }], "spread field 'cpu' is invalid"],
  [
    'spread over no attribute',
    [{ type: 'spread', field: 'attribute:' }],
    "spread field 'attribute:' is invalid",
  ],
  ['another type', [{ type: 'even' }], "strategy.type 'even' is not supported."],
];

test.each(strategies)('strategies: %s', (_title, inputs, sentence) => {
  expect(brokenPlacement([], inputs)).toBe(sentence);
});

test('the constraints are judged before the strategies, and what was not given is not judged', () => {
  expect(brokenPlacement(times(11, memberOf), times(6, { type: 'random' }))).toBe(
    'Maximum number of constraints is 10.',
  );
  expect(brokenPlacement()).toBeUndefined();
});

describe('a task definition', () => {
  test.each([
    { inputs: [memberOf], sentence: undefined },
    { inputs: [distinct], sentence: "constraint.type 'distinctInstance' is not supported." },
    { inputs: times(11, memberOf), sentence: 'Maximum number of constraints is 10.' },
  ])('answers $sentence', ({ inputs, sentence }) => {
    expect(brokenDefinitionConstraints(inputs)).toBe(sentence);
  });
});

describe('what is understood', () => {
  test('every kind of strategy', () => {
    expect(
      readStrategies([
        { type: 'random' },
        { type: 'spread', field: 'host' },
        { type: 'spread', field: 'instanceId' },
        { type: 'spread', field: 'attribute:ecs.availability-zone' },
        { type: 'binpack', field: 'cpu' },
      ]),
    ).toEqual({
      type: 'understood',
      items: [
        { type: 'random' },
        { type: 'spread', over: 'instance' },
        { type: 'spread', over: 'instance' },
        { type: 'spread', over: 'attribute', attribute: 'ecs.availability-zone' },
        { type: 'binpack', on: 'cpu' },
      ],
    });
  });

  test('every kind of constraint', () => {
    const understood = readConstraints([distinct, memberOf]);
    const [first, second] = understood.type === 'understood' ? understood.items : [];
    expect(first).toEqual({ type: 'distinctInstance' });
    const matches = second?.type === 'memberOf' ? second.matches : undefined;
    expect(matches?.(instanceView(1, { attributes: [{ name: 'stack', value: 'prod' }] }))).toBe(true);
    expect(matches?.(instanceView(1))).toBe(false);
  });
});
