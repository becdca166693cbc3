/** The next call of one of these fails with the given text, once. */
export type FailingCall = 'createSandbox' | 'createContainer' | 'startContainer' | 'pullImage';

/** Failures that a test has in store for calls to a simulated engine; several of one kind queue up. */
export class ScriptedFailures {
  readonly #texts = new Map<FailingCall, string[]>();

  add(call: FailingCall, text: string): void {
    this.#texts.set(call, [...(this.#texts.get(call) ?? []), text]);
  }

  /** Throws the next failure of such a call, if there is one. */
  throwNext(call: FailingCall, errorOf: (text: string) => Error): void {
    const text = this.#texts.get(call)?.shift();
    if (text !== undefined) throw errorOf(text);
  }
}
