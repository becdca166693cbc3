import type { ContainerHealth, LogLine, RegistryCredentials } from '../runtime.ts';

/**
 * What a simulated image does. An image without a script is present and runs until it is signalled: exit code 143
 * after the stop signal, 137 after SIGKILL. Delays count from the container's start, in milliseconds of the clock.
 */
export interface ScriptedImage {
  /** Set: the image is absent until it is pulled, which takes a while or fails with this text. */
  readonly pull?:
    | {
        readonly delayMs: number;
        /** Set: the registry gives the image to nobody else. */
        readonly credentials?: RegistryCredentials;
      }
    | { readonly fails: string };
  /** No registry has it, and so it has no digest. */
  readonly builtHere?: boolean;
  /** The engine refuses to start the container with this text. */
  readonly start?: { readonly fails: string };
  /** The program ends by itself. */
  readonly exit?: { readonly afterMs: number; readonly code: number; readonly oomKilled?: boolean };
  /**
   * What the health check finds, in a container that has one. Without a script it is HEALTHY after the check's first
   * interval.
   */
  readonly health?: readonly { readonly afterMs: number; readonly health: ContainerHealth }[];
  readonly logs?: readonly {
    readonly afterMs: number;
    readonly text: string;
    readonly stream?: LogLine['stream'];
  }[];
  readonly ignoresStopSignal?: boolean;
  /** From the stop signal to the end. Default 0. */
  readonly stopDelayMs?: number;
  /** Exit code after the stop signal. Default 143. */
  readonly stopExitCode?: number;
  /** What every command does that is run in the container beside its program. */
  readonly exec?: ScriptedExec;
}

export interface ScriptedExec {
  /** What it prints first. */
  readonly output?: string;
  /** It ends at once. Without one it gives back what is typed, until Ctrl-D. */
  readonly exitCode?: number;
}
