/** What the Engine API tells of a command. */
export interface ExecState {
  readonly Running: boolean;
  readonly ExitCode: number | null;
  /** The process as the engine's host sees it; 0 until it has started. */
  readonly Pid: number;
}
