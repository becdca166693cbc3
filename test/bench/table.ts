import type { Figure } from './bench.ts';

const headings = ['', 'Drydock', 'rival', 'measured', 'target', ''] as const;

/** The figures as lines of text, each column as wide as its widest cell. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, drydock, rival, measured, target, met }) => [
    what,
    drydock,
    rival ?? '-',
    measured,
    target,
    met ? 'ok' : 'MISSED',
  ]);
  const all = [[...headings], ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
