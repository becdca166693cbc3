import { pino } from 'pino';
import type { LoggedContainer } from '../../../emulator/log-driver/awslogs-target.ts';
import { LogDriver } from '../../../emulator/log-driver/log-driver.ts';
import { SimulatedRuntime } from '../../../emulator/runtime/simulated/simulated-runtime.ts';
import { LogIngest } from '../../../src/services/logs/log-ingest.ts';
import { LogStore } from '../../../src/services/logs/log-store.ts';
import { State } from '../../../src/state/state.ts';
import { FakeClock } from '../fake-clock.ts';
import { plainTask } from '../plain-task.ts';
import { startSimulatedContainer } from '../simulated-container.ts';

/** Whose log groups they are. */
export const scope = { accountId: '000000000000', region: 'us-east-1' };
/** The task whose container logs. */
export const task = plainTask('0123');

/** A container that logs to `/web` by awslogs, with these options beside. */
export function logged(options: Record<string, string> = {}): LoggedContainer {
  return {
    name: 'app',
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': '/web', 'awslogs-stream-prefix': 'ecs', ...options },
    },
  };
}

/** All that a log stream holds, in order. */
export function eventsOf(store: LogStore, streamId: number) {
  const always = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
  return [...store.eventsAfter(streamId, always, { timestampMs: -1, id: 0 }, 10_000)];
}

/** A sink whose writes fail while `broken` is set, over a real store. */
class FragileIngest extends LogIngest {
  broken = false;
  appends = 0;

  override append(...write: Parameters<LogIngest['append']>): void {
    this.appends += 1;
    if (this.broken) throw new Error('database or disk is full');
    super.append(...write);
  }
}

/** A container that runs on a simulated engine, and log drivers that follow it into a store in memory. */
export async function startLogScene() {
  const clock = new FakeClock();
  const state = new State(':memory:');
  const store = new LogStore(state);
  store.addGroup(scope, '/web', 0, { tags: {} });
  const sink = new FragileIngest(store, clock);
  const runtime = new SimulatedRuntime({ clock, instanceId: 'i' });
  const id = await startSimulatedContainer(runtime);
  const newDriver = () => new LogDriver({ runtime, sink, clock, log: pino({ level: 'silent' }) });
  const messages = (stream = 'ecs/app/0123', group = '/web') => {
    const found = store.findGroup(scope, group);
    const { id: streamId } = (found && store.findStream(found.id, stream)) ?? { id: -1 };
    return eventsOf(store, streamId).map(({ message }) => message);
  };
  return {
    clock,
    store,
    sink,
    runtime,
    id,
    newDriver,
    messages,
    [Symbol.dispose]: () => state[Symbol.dispose](),
  };
}
