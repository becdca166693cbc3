/**
 * What has been started, ended in reverse order. A start that fails half-way disposes of it with `await using`; one
 * that succeeds hands it on with {@link move}. (Node 20 lacks AsyncDisposableStack, whose ways this keeps.)
 */
export class Disposal implements AsyncDisposable {
  #steps: (() => unknown)[] = [];

  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  defer(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Everything so far, in a disposal of its own; this one has nothing left to do. */
  move(): Disposal {
    const moved = new Disposal();
    moved.#steps = this.#steps;
    this.#steps = [];
    return moved;
  }

  /** Ends everything, also behind a step that fails. @throws what failed, an AggregateError where it was several */
  async [Symbol.asyncDispose](): Promise<void> {
    const steps = this.#steps.reverse();
    this.#steps = [];
    const errors: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 1) throw new AggregateError(errors, 'several parts could not be ended');
    if (errors.length === 1) throw errors[0];
  }
}
