import { expect, test } from 'vitest';
import { endpointId, taskIdOf } from '../../../../../../src/services/ecs/task/metadata/endpoint-id.ts';

const id = '0123456789abcdef0123456789abcdef';

test("an endpoint id names the task's id", () => {
  expect(taskIdOf(endpointId({ id }, 'web'))).toBe(id);
});

test.each(['', id, `${id}-`, `${id}-123`, `x${id}-0123456789`, `${id}-0123456789/task`])(
  '%s names no task',
  (text) => {
    expect(taskIdOf(text)).toBeUndefined();
  },
);
