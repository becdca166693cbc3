/** What a bench runs in. */
export interface BenchContext {
  /** Aborted by SIGINT and SIGTERM: every loop looks at it, so that all clean-up is done by unwinding. */
  readonly signal: AbortSignal;
  /** Tells whoever watches what is going on. */
  note(text: string): void;
}

/** One line of the table: what was measured, beside what its target holds it against. */
export interface Figure {
  readonly what: string;
  readonly drydock: string;
  /** The rival and its figure, measured in the same run; undefined where the target is a fixed bound. */
  readonly rival?: string;
  /** What is compared with the target: a ratio, or the figure itself. */
  readonly measured: string;
  readonly target: string;
  readonly met: boolean;
}

export interface Bench {
  readonly name: string;
  run(context: BenchContext): Promise<Figure[]>;
}
