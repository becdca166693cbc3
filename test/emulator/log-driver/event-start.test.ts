import { expect, test } from 'vitest';
import { eventStart } from '../../../emulator/log-driver/event-start.ts';

test('without an option every line is an event', () => {
  expect(eventStart({ 'awslogs-group': 'g' })).toBeUndefined();
});

test.each<[string, string, string]>([
  ['%Y-%m-%d %H:%M:%S', '2026-01-31 23:59:00 up', '2026-13-01 10:00:00 up'],
  ['\\[%b %d, %Y %H:%M:%S\\]', '[Jan 05, 2026 10:00:00] up', 'Jan 05, 2026 10:00:00 up'],
  ['%d/%B/%y', '05/March/26', '5/March/26'],
  ['%A, %a', 'Monday, Tue', 'monday, tue'],
  ['^%w$', '6', '7'],
  ['%I:%M %p', '11:30 PM', '13:30 PM'],
  ['%H:%M:%S%L', '10:00:00.123', '10:00:00,123'],
  ['%S.%f', '00.123456', '00.123'],
  ['%H %z', '10 +0100', '10 0100'],
  ['%H %Z', '10 CET', '10 cet'],
  ['^%j$', '366', '367'],
  ['%Y%q', '2026', 'year'],
])('reads the format %s', (format, start, other) => {
  const pattern = eventStart({ 'awslogs-datetime-format': format });
  expect([pattern?.test(start), pattern?.test(other)]).toEqual([true, false]);
});

test.each<[string, string, string]>([
  ['^ERROR', 'ERROR x', ' ERROR'],
  ['(?i)^error', 'ERROR x', 'an error'],
])('takes the pattern %s as it stands', (source, start, other) => {
  const pattern = eventStart({ 'awslogs-multiline-pattern': source });
  expect([pattern?.test(start), pattern?.test(other)]).toEqual([true, false]);
});

test('names the option whose pattern is none', () => {
  expect(() => eventStart({ 'awslogs-datetime-format': '%Y(' })).toThrow(
    /^awslogs could not parse awslogs-datetime-format "\\d\{4\}\(": /,
  );
});
