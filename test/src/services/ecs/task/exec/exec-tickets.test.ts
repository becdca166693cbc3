import { expect, test } from 'vitest';
import { ExecTickets } from '../../../../../../src/services/ecs/task/exec/exec-tickets.ts';
import { FakeClock } from '../../../../../support/fake-clock.ts';

const request = { runtimeId: 'c1', command: '/bin/sh' };
const threeMinutesMs = 180_000;

test("issue ids and tokens of AWS's form, never the same twice", () => {
  const tickets = new ExecTickets(new FakeClock());
  const [one, two] = [tickets.issue(request), tickets.issue(request)];
  expect(one).toEqual({
    ...request,
    sessionId: expect.stringMatching(/^ecs-execute-command-[a-z0-9]{26}$/),
    token: expect.stringMatching(/^[A-Za-z0-9+/]{1024}$/),
  });
  expect(two.sessionId).not.toBe(one.sessionId);
  expect(two.token).not.toBe(one.token);
});

test('redeem a ticket once, by its own token', () => {
  const tickets = new ExecTickets(new FakeClock());
  const [one, two] = [tickets.issue(request), tickets.issue(request)];
  expect(tickets.redeem(one.sessionId, two.token)).toBeUndefined();
  expect(tickets.redeem(one.sessionId, '')).toBeUndefined();
  expect(tickets.redeem('another', one.token)).toBeUndefined();
  expect(tickets.isValid(one.sessionId)).toBe(true);
  expect(tickets.redeem(one.sessionId, one.token)).toEqual(one);
  expect(tickets.isValid(one.sessionId)).toBe(false);
  expect(tickets.redeem(one.sessionId, one.token)).toBeUndefined();
  expect(tickets.redeem(two.sessionId, two.token)).toEqual(two);
});

test('a ticket is valid for three minutes', async () => {
  const clock = new FakeClock();
  const tickets = new ExecTickets(clock);
  const first = tickets.issue(request);
  await clock.advance(1000);
  const second = tickets.issue(request);
  await clock.advance(threeMinutesMs - 1001);
  expect(tickets.isValid(first.sessionId)).toBe(true);
  await clock.advance(1);
  expect(tickets.isValid(first.sessionId)).toBe(false);
  expect(tickets.redeem(first.sessionId, first.token)).toBeUndefined();
  expect(tickets.redeem(second.sessionId, second.token)).toEqual(second);
});

test('cleared, no ticket is valid any more', () => {
  const tickets = new ExecTickets(new FakeClock());
  const { sessionId, token } = tickets.issue(request);
  tickets.clear();
  expect(tickets.redeem(sessionId, token)).toBeUndefined();
});
