import type { Timing } from '../../../src/plan/timing.ts';
import type { LastProbe } from '../health/target-check.ts';
import type { BoundListener, TargetHealth } from '../snapshot.ts';
import type { TrafficMinute } from '../traffic/traffic-minute.ts';
import type { SnapshotChange } from './snapshot-change.ts';

export interface WorkerSettings {
  readonly timing: Timing;
  /** Where access logs are kept; undefined where they cannot be. */
  readonly accessLogDir: string | undefined;
}

/** What the main thread tells the data path's. */
export type ToWorker =
  | { readonly type: 'start'; readonly settings: WorkerSettings }
  | { readonly type: 'change'; readonly change: SnapshotChange }
  /** To be answered once what was sent before is in force. */
  | { readonly type: 'settle'; readonly question: number }
  | { readonly type: 'ask-traffic'; readonly question: number; readonly sinceMs: number }
  | { readonly type: 'close' };

/** What the data path's thread tells the main one. */
export type FromWorker =
  | ({ readonly type: 'target-health'; readonly health: TargetHealth } & OfRegistration)
  | ({ readonly type: 'drained' } & OfRegistration)
  | {
      readonly type: 'probed';
      readonly targetGroupArn: string;
      readonly targetKey: string;
      readonly probe: LastProbe;
    }
  | { readonly type: 'bound'; readonly listenerArn: string; readonly bound: BoundListener }
  | { readonly type: 'settled'; readonly question: number }
  | { readonly type: 'traffic'; readonly question: number; readonly minutes: readonly TrafficMinute[] }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn';
      readonly fields: object;
      readonly message: string;
    };

/** A target through one registration: what is told of it may arrive when it has been registered anew. */
interface OfRegistration {
  readonly targetGroupArn: string;
  readonly targetKey: string;
  readonly registeredAtMs: number;
}

type Shape<Message> = Message extends { readonly type: infer Type }
  ? { readonly type: Type; readonly members: Readonly<Record<Exclude<keyof Message, 'type'>, Kind>> }
  : never;
type Kind = 'string' | 'number' | 'object';

const registration = { targetGroupArn: 'string', targetKey: 'string', registeredAtMs: 'number' } as const;

const toWorker: readonly Shape<ToWorker>[] = [
  { type: 'start', members: { settings: 'object' } },
  { type: 'change', members: { change: 'object' } },
  { type: 'settle', members: { question: 'number' } },
  { type: 'ask-traffic', members: { question: 'number', sinceMs: 'number' } },
  { type: 'close', members: {} },
];

const fromWorker: readonly Shape<FromWorker>[] = [
  { type: 'target-health', members: { ...registration, health: 'object' } },
  { type: 'drained', members: registration },
  { type: 'probed', members: { targetGroupArn: 'string', targetKey: 'string', probe: 'object' } },
  { type: 'bound', members: { listenerArn: 'string', bound: 'object' } },
  { type: 'settled', members: { question: 'number' } },
  { type: 'traffic', members: { question: 'number', minutes: 'object' } },
  { type: 'log', members: { level: 'string', fields: 'object', message: 'string' } },
];

/**
 * Whether a value is a message to the worker. Both ends are one program, so this tells a build of another version
 * apart, not an attack: it looks at the message's members, not into them.
 */
export function isToWorker(value: unknown): value is ToWorker {
  return fitsOne(value, toWorker);
}

/** Whether a value is a message from the worker; see {@link isToWorker}. */
export function isFromWorker(value: unknown): value is FromWorker {
  return fitsOne(value, fromWorker);
}

function fitsOne(
  value: unknown,
  shapes: readonly { readonly type: string; readonly members: Readonly<Record<string, Kind>> }[],
): boolean {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  const shape = shapes.find(({ type }) => type === value.type);
  return (
    shape !== undefined &&
    Object.entries(shape.members).every(([name, kind]) => {
      const member = members.get(name);
      return typeof member === kind && member !== null;
    })
  );
}
