import type { Figure } from './bench.ts';
import { median } from './percentile.ts';

/** How long starts took, as a ratio of medians. */
export function startFigure(
  what: string,
  drydockMs: readonly number[],
  rivalName: string,
  rivalMs: readonly number[],
  mostRatio: number,
): Figure {
  const ratio = median(drydockMs) / median(rivalMs);
  return {
    what: `${what} (${drydockMs.length} runs each)`,
    drydock: range(drydockMs),
    rival: `${rivalName} ${range(rivalMs)}`,
    measured: `${ratio.toFixed(2)}x`,
    target: `<= ${mostRatio.toFixed(1)}x`,
    met: ratio <= mostRatio,
  };
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`;
}
