import { expect, test } from 'vitest';
import { closestMatchText } from '../../../../src/plan/placement/closest-match-text.ts';
import type { PlacementFailure } from '../../../../src/plan/placement/place-tasks.ts';

const more = ' For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

const cases: readonly { readonly reasons: readonly PlacementFailure['reason'][]; readonly text: string }[] = [
  { reasons: [], text: 'Reason: No Container Instances were found in your cluster.' },
  {
    reasons: ['RESOURCE:CPU'],
    text: 'The closest matching (container-instance 1) has insufficient CPU units available.',
  },
  {
    reasons: ['RESOURCE:MEMORY'],
    text: 'The closest matching (container-instance 1) has insufficient memory available.',
  },
  {
    reasons: ['RESOURCE:PORTS'],
    text: 'The closest matching (container-instance 1) is already using a port required by your task.',
  },
  {
    reasons: ['ATTRIBUTE'],
    text: 'The closest matching (container-instance 1) is missing an attribute required by your task.',
  },
  { reasons: ['AGENT'], text: 'The closest matching (container-instance 1) encountered error "AGENT".' },
  {
    reasons: ['RESOURCE:GPU'],
    text: 'The closest matching (container-instance 1) encountered error "RESOURCE:GPU".',
  },
  {
    reasons: ['MemberOf placement constraint unsatisfied.'],
    text: 'The closest matching (container-instance 1) encountered error "MemberOf placement constraint unsatisfied.".',
  },
  {
    reasons: ['AGENT', 'RESOURCE:CPU', 'RESOURCE:MEMORY', 'RESOURCE:MEMORY', 'ATTRIBUTE'],
    text: 'The closest matching (container-instance 3) has insufficient memory available.',
  },
  {
    reasons: ['RESOURCE:GPU', 'DistinctInstance placement constraint unsatisfied.', 'AGENT'],
    text: 'The closest matching (container-instance 2) encountered error "DistinctInstance placement constraint unsatisfied.".',
  },
];

test.each(cases)('$reasons: $text', ({ reasons, text }) => {
  const failures = reasons.map((reason, index) => ({
    arn: `arn:aws:ecs:us-east-1:000000000000:container-instance/default/${index + 1}`,
    reason,
  }));
  expect(closestMatchText(failures)).toBe(text + more);
});
