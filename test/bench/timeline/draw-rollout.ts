import type { RecordedTask, RolloutRecord, TaskPhase } from './rollout-record.ts';

const colours: Readonly<Record<TaskPhase, string>> = {
  starting: '#c9b458',
  'not healthy yet': '#8fb8de',
  healthy: '#3d8b5f',
  draining: '#d98c4a',
  stopping: '#a9a9a9',
};

const width = 960;
const left = 120;
const right = 24;
const top = 64;
const rowHeight = 26;
const chartHeight = 110;

/** The picture of a recorded rolling update: a row a task, and below how many are healthy and how many there are. */
export function drawRollout(record: RolloutRecord): string {
  const x = (ms: number): number =>
    left + ((width - left - right) * Math.min(ms, record.lengthMs)) / record.lengthMs;
  const rowsEnd = top + record.tasks.length * rowHeight;
  const chartTop = rowsEnd + 40;
  const height = chartTop + chartHeight + 46;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A rolling update, task by task">`,
    style,
    `<rect class="ground" width="${width}" height="${height}" rx="8"/>`,
    legend(),
    ...record.tasks.map((task, index) => row(task, index, record, x)),
    ...moments(record, x, chartTop + chartHeight),
    ...chart(record, x, chartTop),
    ...axis(record, x, chartTop + chartHeight),
    '</svg>',
    '',
  ].join('\n');
}

const style = `<style>
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .ground { fill: #fff } .line { stroke: #999; stroke-width: 1 } .limit { stroke: #b03a2e; stroke-dasharray: 4 3 }
  .moment { stroke: #999; stroke-dasharray: 2 3 } .healthy { stroke: #3d8b5f } .all { stroke: #5577aa }
  .healthy, .all { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) { text { fill: #ddd } .ground { fill: #1b1f24 } .line, .moment { stroke: #777 } }
</style>`;

function legend(): string {
  return Object.entries(colours)
    .map(
      ([phase, colour], index) =>
        `<rect x="${left + index * 150}" y="16" width="14" height="14" rx="3" fill="${colour}"/><text x="${left + index * 150 + 20}" y="28">${phase}</text>`,
    )
    .join('\n');
}

function row(task: RecordedTask, index: number, record: RolloutRecord, x: (ms: number) => number): string {
  const y = top + index * rowHeight;
  const number = record.tasks.filter((each, at) => each.isNew === task.isNew && at <= index).length;
  const spans = task.phases.map(({ phase, fromMs, toMs }) => {
    const end = Math.min(toMs, record.lengthMs);
    return `<rect x="${x(fromMs).toFixed(1)}" y="${y}" width="${Math.max(1, x(end) - x(fromMs)).toFixed(1)}" height="${rowHeight - 8}" fill="${colours[phase]}"><title>${phase}, ${seconds(fromMs)} to ${seconds(end)}</title></rect>`;
  });
  return `<text x="16" y="${y + 14}">${task.isNew ? 'new' : 'old'} task ${number}</text>${spans.join('')}`;
}

/** When the update was asked for, and what the service's events say of its end. */
function moments(record: RolloutRecord, x: (ms: number) => number, bottom: number): string[] {
  const began = record.tasks.find(({ isNew }) => isNew)?.phases[0]?.fromMs ?? 0;
  const done =
    record.events.find(({ text }) => text.endsWith('deployment completed.'))?.atMs ?? record.lengthMs;
  return [
    { atMs: began, label: 'UpdateService', anchor: 'start' },
    { atMs: done, label: 'COMPLETED, steady state', anchor: 'end' },
  ].map(
    ({ atMs, label, anchor }) =>
      `<line class="moment" x1="${x(atMs).toFixed(1)}" x2="${x(atMs).toFixed(1)}" y1="${top - 8}" y2="${bottom}"/><text x="${x(atMs).toFixed(1)}" y="${top - 14}" text-anchor="${anchor}">${label}</text>`,
  );
}

function chart(record: RolloutRecord, x: (ms: number) => number, chartTop: number): string[] {
  const most = record.maximum + 1;
  const y = (count: number): number => chartTop + chartHeight - (chartHeight * count) / most;
  const limit = (count: number, label: string): string =>
    `<line class="limit" x1="${left}" x2="${width - right}" y1="${y(count)}" y2="${y(count)}"/><text x="16" y="${y(count) + 4}">${label} ${count}</text>`;
  const counts = (phases: readonly TaskPhase[]): string => {
    const times = [
      ...new Set(record.tasks.flatMap((task) => task.phases.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))),
    ]
      .filter((ms) => ms <= record.lengthMs)
      .sort((a, b) => a - b);
    const points = [...times, record.lengthMs].map((ms, index, all) => {
      const at = index === all.length - 1 ? (times.at(-1) ?? 0) : ms;
      return `${index === 0 ? 'M' : 'H'}${x(ms).toFixed(1)}${index === 0 ? ` ${y(countAt(record, at, phases))}` : ` V${y(countAt(record, at, phases))}`}`;
    });
    return points.join(' ');
  };
  return [
    limit(record.maximum, 'most'),
    limit(record.minimum, 'least healthy'),
    `<path class="all" d="${counts(['starting', 'not healthy yet', 'healthy'])}"/>`,
    `<path class="healthy" d="${counts(['healthy'])}"/>`,
    `<text x="${left}" y="${chartTop - 8}">running and pending (blue), healthy (green)</text>`,
  ];
}

function countAt({ tasks }: RolloutRecord, ms: number, phases: readonly TaskPhase[]): number {
  return tasks.filter((task) =>
    task.phases.some(({ phase, fromMs, toMs }) => phases.includes(phase) && fromMs <= ms && ms < toMs),
  ).length;
}

function axis({ lengthMs }: RolloutRecord, x: (ms: number) => number, bottom: number): string[] {
  const stepMs = lengthMs > 60_000 ? 10_000 : 5000;
  const ticks = Array.from({ length: Math.floor(lengthMs / stepMs) + 1 }, (_, index) => index * stepMs);
  return [
    `<line class="line" x1="${left}" x2="${width - right}" y1="${bottom}" y2="${bottom}"/>`,
    ...ticks.map(
      (ms) => `<text x="${x(ms).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${seconds(ms)}</text>`,
    ),
  ];
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
