import { expect, test } from 'vitest';
import { startedText, stoppedText } from '../../../../src/plan/service/event-texts.ts';

test('names the tasks that were started', () => {
  expect(startedText('web', ['a', 'b'], 0)).toBe('(service web) has started 2 tasks: (task a) (task b).');
});

test('says how many of the started tasks replace unhealthy ones', () => {
  expect(startedText('web', ['a'], 1)).toBe(
    '(service web) has started 1 tasks: (task a). Amazon ECS replaced 1 tasks due to an unhealthy status.',
  );
});

test('names the tasks that were stopped', () => {
  expect(stoppedText('web', ['a', 'b'])).toBe(
    '(service web) has stopped 2 running tasks: (task a) (task b).',
  );
});
