import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { version } from '../emulator/version.ts';
import { type SourceImport, sourceImports } from './support/source-imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface SourceFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const sources: readonly SourceFile[] = ['src', 'emulator', 'fixtures'].flatMap((house) =>
  readdirSync(join(root, house), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(house, name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
);

interface Edge extends SourceImport {
  readonly from: string;
  /** The file imported, from the project's root; a package by its name. */
  readonly to: string;
}

function edgesOf({ path, text }: SourceFile): Edge[] {
  return sourceImports(text).map((each) => ({
    ...each,
    from: path,
    to: each.specifier.startsWith('.') ? posix.join(dirname(path), each.specifier) : each.specifier,
  }));
}

const isOurs = (path: string): boolean => /^(src|emulator|fixtures|test)\//.test(path);
const isStore = (path: string): boolean => path.endsWith('-store.ts') || path.startsWith('src/state/');
const serviceOf = (path: string): string | undefined => /^src\/services\/([^/]+)\//.exec(path)?.[1];

interface ImportRule {
  readonly says: string;
  readonly holdsFor: RegExp;
  readonly forbids: (edge: Edge) => boolean;
}

const importRules: readonly ImportRule[] = [
  {
    says: 'src never imports the emulator, fixtures or tests',
    holdsFor: /^src\//,
    forbids: ({ to }) => /^(emulator|fixtures|test)\//.test(to),
  },
  {
    says: 'what ships never imports tests',
    holdsFor: /^(emulator|fixtures)\//,
    forbids: ({ to }) => to.startsWith('test/'),
  },
  {
    says: 'the emulator never imports fixtures (the demo, a client, does)',
    holdsFor: /^emulator\/(?!demo\/)/,
    forbids: ({ to }) => to.startsWith('fixtures/'),
  },
  {
    says: 'a service never imports another service',
    holdsFor: /^src\/services\//,
    forbids: ({ from, to }) => serviceOf(to) !== undefined && serviceOf(from) !== serviceOf(to),
  },
  {
    says: 'src/plan imports only itself and types of services',
    holdsFor: /^src\/plan\//,
    forbids: ({ to, typeOnly }) =>
      !to.startsWith('src/plan/') && !(to.startsWith('src/services/') && typeOnly && !isStore(to)),
  },
  {
    says: 'src/aws imports nothing of ours but itself',
    holdsFor: /^src\/aws\//,
    forbids: ({ to }) => isOurs(to) && !to.startsWith('src/aws/'),
  },
  {
    says: 'src/state imports no service and no plan',
    holdsFor: /^src\/state\//,
    forbids: ({ to }) => isOurs(to) && !to.startsWith('src/state/'),
  },
  {
    says: 'only src/aws touches the semi-internal codecs of the AWS SDK',
    holdsFor: /^(?!src\/aws\/)/,
    forbids: ({ to }) => /^(@aws-sdk\/(core|xml-builder)|@smithy\/)/.test(to),
  },
  {
    says: 'nothing imports the demo',
    holdsFor: /^(?!emulator\/demo\/)/,
    forbids: ({ to }) => to.startsWith('emulator/demo/'),
  },
  {
    says: 'only a service loads its SDK client (the demo is an SDK user itself)',
    holdsFor: /^(?!src\/services\/)(?!emulator\/demo\/)/,
    forbids: ({ to, typeOnly }) => to.startsWith('@aws-sdk/client-') && !typeOnly,
  },
  {
    says: 'no SDK client is loaded before it is needed: outside of import() only types are imported',
    holdsFor: /^src\/services\/.*(?<!\/index\.ts)$/,
    forbids: ({ to, typeOnly }) => to.startsWith('@aws-sdk/client-') && !typeOnly,
  },
  {
    says: 'the load balancer imports no store, no reconciler and no value of a service',
    holdsFor: /^emulator\/load-balancer\//,
    forbids: ({ to, typeOnly }) =>
      isStore(to) || to.startsWith('emulator/reconciler/') || (to.startsWith('src/services/') && !typeOnly),
  },
  {
    says: 'a runtime imports no store, no reconciler and no service',
    holdsFor: /^emulator\/runtime\//,
    forbids: ({ to }) =>
      isStore(to) || to.startsWith('emulator/reconciler/') || to.startsWith('src/services/'),
  },
];

describe('imports', () => {
  const edges = sources.flatMap(edgesOf);

  test.each(importRules)('$says', ({ holdsFor, forbids }) => {
    const violations = edges
      .filter((edge) => holdsFor.test(edge.from) && forbids(edge))
      .map(({ from, specifier }) => `${from} imports ${specifier}`);
    expect(violations).toEqual([]);
  });

  test('every relative import names a file that exists, with its extension', () => {
    const known = new Set(sources.map(({ path }) => path));
    const unknown = edges
      .filter(({ specifier, to }) => specifier.startsWith('.') && !known.has(to))
      .map(({ from, specifier }) => `${from} imports ${specifier}`);
    expect(unknown).toEqual([]);
  });

  test('are found however they are written', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import { type B, b } from './b.ts';",
      "import {\n  type C,\n  type D,\n} from './c.ts';",
      "import * as e from './e.ts';",
      "import './f.ts';",
      "export { g } from './g.ts';",
      "export type { H } from './h.ts';",
      "type I = typeof import('./i.ts');",
      "const j = () => import('./j.ts');",
      "export const text = 'import';",
    ].join('\n');
    expect(sourceImports(text)).toEqual([
      { specifier: './a.ts', typeOnly: true },
      { specifier: './b.ts', typeOnly: false },
      { specifier: './c.ts', typeOnly: true },
      { specifier: './e.ts', typeOnly: false },
      { specifier: './f.ts', typeOnly: false },
      { specifier: './g.ts', typeOnly: false },
      { specifier: './h.ts', typeOnly: true },
      { specifier: './i.ts', typeOnly: true },
      { specifier: './j.ts', typeOnly: false },
    ]);
  });
});

interface TextRule {
  readonly says: string;
  readonly holdsFor: RegExp;
  readonly forbids: RegExp;
}

const textRules: readonly TextRule[] = [
  {
    says: 'SQL stands in stores, state.ts, migrate.ts and migrations only',
    holdsFor: /^(?!.*(-store|\/state|\/migrate)\.ts$)(?!src\/state\/migrations\/)/,
    forbids: /\bSELECT\s.+\sFROM\b|\bINSERT INTO\b|\bUPDATE \w+ SET\b|\bDELETE FROM\b|\bCREATE TABLE\b/,
  },
  {
    says: 'src/plan knows no clock, chance, timer or promise',
    holdsFor: /^src\/plan\//,
    forbids:
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bawait\b|\basync\b/,
  },
  {
    says: 'time is read and waited for by the clock alone',
    holdsFor: /^(?!src\/clock\.ts$)(?!emulator\/system-clock\.ts$)(?!emulator\/demo\/)(?!fixtures\/)/,
    forbids: /\bDate\.now\(|\bnew Date\(\)|(?<![.\w])set(Timeout|Interval)\(/,
  },
];

/** Comments may name what code may not use. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/[^\n]*/g, '$1');
}

describe('text', () => {
  test.each(textRules)('$says', ({ holdsFor, forbids }) => {
    const violations = sources
      .filter(({ path }) => holdsFor.test(path))
      .flatMap(({ path, text }) =>
        withoutComments(text)
          .split('\n')
          .flatMap((line, index) => (forbids.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
      );
    expect(violations).toEqual([]);
  });
});

describe('sizes', () => {
  test('no source file is longer than 300 lines', () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  test('no folder has more than 15 source files directly in it', () => {
    const counts = new Map<string, number>();
    for (const { path } of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 15)).toEqual([]);
  });
});

test("the version is the package's own", () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({ version });
});
