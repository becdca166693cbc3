import type { Clock, Timer } from '../../../src/clock.ts';
import type { ContainerNetwork } from '../container-network.ts';
import type {
  ContainerHealth,
  ExecRequest,
  LogLine,
  RuntimeContainer,
  RuntimeContainerState,
  RuntimeEvent,
} from '../runtime.ts';
import { daemonError } from './daemon-error.ts';
import type { ScriptedImage } from './scripted-image.ts';
import { SimulatedExec } from './simulated-exec.ts';
import { SimulatedLog } from './simulated-log.ts';
import type { SimulatedEndpoint } from './simulated-networks.ts';

export interface SimulatedContainerOptions {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly script: ScriptedImage;
  /** When the health check first answers; undefined for a container without one. */
  readonly firstHealthMs?: number;
  /** Set on containers. */
  readonly network?: ContainerNetwork;
  /** The names of the volumes that it mounts. */
  readonly volumes?: readonly string[];
  /** Set on sandboxes. */
  readonly endpoint?: SimulatedEndpoint;
  readonly clock: Clock;
  readonly emit: (event: RuntimeEvent) => void;
}

/** One container in memory: plays its image's script on the clock. */
export class SimulatedContainer {
  readonly options: SimulatedContainerOptions;
  readonly log: SimulatedLog;
  readonly #timers = new Set<Timer>();
  readonly #commands = new Set<SimulatedExec>();
  #state: RuntimeContainerState = { status: 'created' };
  #health: ContainerHealth = 'UNKNOWN';
  #endpoint: SimulatedEndpoint | undefined;

  constructor(options: SimulatedContainerOptions) {
    this.options = options;
    this.#endpoint = options.endpoint;
    this.log = new SimulatedLog(options.clock);
  }

  get state(): RuntimeContainerState {
    return this.#state;
  }

  mounts(volume: string): boolean {
    return this.options.volumes?.includes(volume) ?? false;
  }

  start(): void {
    if (this.#state.status === 'running') return;
    const { clock, emit, id, script, firstHealthMs } = this.options;
    const startedAtMs = clock.now();
    this.#state = { status: 'running', startedAtMs };
    this.#health = 'UNKNOWN';
    this.log.reopen();
    emit({ type: 'started', id, atMs: startedAtMs });
    for (const { afterMs, text, stream = 'stdout' } of script.logs ?? []) {
      this.#after(afterMs, () => this.writeLog(stream, text));
    }
    if (firstHealthMs !== undefined) {
      const answers: ScriptedImage['health'] = script.health ?? [
        { afterMs: firstHealthMs, health: 'HEALTHY' },
      ];
      for (const { afterMs, health } of answers) this.#after(afterMs, () => this.setHealth(health));
    }
    const { exit } = script;
    if (exit) this.#after(exit.afterMs, () => this.end(exit.code, exit.oomKilled));
  }

  stopSignal(): void {
    const { script } = this.options;
    if (this.#state.status !== 'running' || script.ignoresStopSignal) return;
    this.#after(script.stopDelayMs ?? 0, () => this.end(script.stopExitCode ?? 143));
  }

  end(exitCode: number, oomKilled = false): void {
    if (this.#state.status !== 'running') return;
    this.#clearTimers();
    const finishedAtMs = this.options.clock.now();
    this.#state = {
      status: 'exited',
      startedAtMs: this.#state.startedAtMs,
      finishedAtMs,
      exitCode,
      oomKilled,
    };
    this.log.close();
    for (const command of this.#commands) command.end(137);
    this.#commands.clear();
    this.options.emit({ type: 'died', id: this.options.id, exitCode, oomKilled, atMs: finishedAtMs });
  }

  exec({ size }: ExecRequest): SimulatedExec {
    const { id, script } = this.options;
    if (this.#state.status !== 'running') throw daemonError(`Container ${id} is not running`);
    const command = new SimulatedExec(script.exec ?? {}, size);
    this.#commands.add(command);
    return command;
  }

  setHealth(health: ContainerHealth): void {
    if (this.#state.status !== 'running' || this.#health === health) return;
    this.#health = health;
    this.options.emit({ type: 'health', id: this.options.id, health });
  }

  writeLog(stream: LogLine['stream'], text: string): void {
    if (this.#state.status === 'running') this.log.write(stream, text);
  }

  /** Takes it off its network. Returns the place that is free now; undefined when it had none any more. */
  detach(): SimulatedEndpoint | undefined {
    const endpoint = this.#endpoint;
    this.#endpoint = undefined;
    return endpoint;
  }

  /** Nothing comes of it any more. */
  close(): void {
    this.#clearTimers();
    this.log.close();
  }

  #clearTimers(): void {
    for (const timer of this.#timers) this.options.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  view(): RuntimeContainer {
    const { id, name, labels } = this.options;
    const endpoint = this.#endpoint;
    return {
      ...{ id, name, labels },
      state: this.#state,
      health: this.#health,
      ...(endpoint ? { address: endpoint.address, macAddress: endpoint.macAddress } : {}),
    };
  }

  #after(delayMs: number, action: () => void): void {
    const timer = this.options.clock.setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}
