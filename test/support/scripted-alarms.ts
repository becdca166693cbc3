import type {
  AlarmPlace,
  AlarmSource,
  AlarmState,
} from '../../src/services/ecs/service-deployment/alarm-source.ts';

/** Alarms of one account and region whose states a test sets. */
export class ScriptedAlarms implements AlarmSource {
  readonly #place: AlarmPlace = { accountId: '000000000000', region: 'us-east-1' };
  readonly #states = new Map<string, AlarmState>();
  readonly #listeners = new Set<Parameters<AlarmSource['subscribe']>[0]>();

  set(name: string, state: AlarmState): void {
    this.#states.set(name, state);
    for (const listener of this.#listeners) listener(this.#place, name);
  }

  stateOf({ accountId, region }: AlarmPlace, name: string): AlarmState | undefined {
    const isHere = accountId === this.#place.accountId && region === this.#place.region;
    return isHere ? this.#states.get(name) : undefined;
  }

  subscribe(listener: Parameters<AlarmSource['subscribe']>[0]): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
