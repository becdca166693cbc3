import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandSyntaxError, joinCommand, splitCommand } from '../../../emulator/exec/split-command.ts';

describe('split', () => {
  test.each<[string, string[]]>([
    ['/bin/bash', ['/bin/bash']],
    ['  ls   -l\t/tmp\n', ['ls', '-l', '/tmp']],
    [`sh -c "echo 'a b' $HOME"`, ['sh', '-c', "echo 'a b' $HOME"]],
    [`sh -c 'echo "a\\b"'`, ['sh', '-c', 'echo "a\\b"']],
    ['echo a\\ b', ['echo', 'a b']],
    ['echo "a \\" b"', ['echo', 'a " b']],
    ['echo "a\\nb"', ['echo', 'anb']],
    [`echo 'it'\\''s'`, ['echo', "it's"]],
    ['echo ""', ['echo', '']],
    [`a'b'"c"d`, ['abcd']],
    ['ls # all of it', ['ls']],
    ['ls # all\n-l', ['ls', '-l']],
    ['echo a#b', ['echo', 'a#b']],
    ['a && b | c > d; e', ['a', '&&', 'b', '|', 'c', '>', 'd;', 'e']],
    ['', []],
  ])('%j', (command, words) => {
    expect(splitCommand(command)).toEqual(words);
  });

  test.each([
    ['echo "a', 'EOF found when expecting closing quote'],
    ["echo 'a", 'EOF found when expecting closing quote'],
    ['echo a\\', 'EOF found after escape character'],
    ['echo "a\\', 'EOF found after escape character'],
  ])('refuse %j', (command, message) => {
    expect(() => splitCommand(command)).toThrow(new CommandSyntaxError(message));
  });
});

test.each<[string[], string]>([
  [['ls', '-l', '/tmp/a_b.txt'], 'ls -l /tmp/a_b.txt'],
  [['node', '-e', 'console.log("x")'], `node -e 'console.log("x")'`],
  [['echo', "it's", '', '#'], `echo 'it'\\''s' '' '#'`],
])('join %j', (words, command) => {
  expect(joinCommand(words)).toBe(command);
});

test('whatever words are joined are split again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(...`ab '"\\#\n\t$é`) })), (words) => {
      expect(splitCommand(joinCommand(words))).toEqual(words);
    }),
  );
});
