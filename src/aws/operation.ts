import type { RequestScope } from './request-scope.ts';

/** The operations that an SDK client module has, by name: `CreateCluster`, … */
export type OperationName<Sdk> = {
  [Key in keyof Sdk]: Key extends `${infer Name}Command` ? (Name extends '$' | '' ? never : Name) : never;
}[keyof Sdk] &
  string;

type CommandOf<Sdk, Name extends string> = `${Name}Command` extends keyof Sdk ? Sdk[`${Name}Command`] : never;

/** An operation's input as a handler gets it: the members that the model requires are there. */
export type OperationInput<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends new (
    ...args: infer Args
  ) => unknown
    ? Args extends readonly [infer Input]
      ? RequiredPresent<Input>
      : never
    : never;

/** An operation's output as a handler returns it. */
export type OperationOutput<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends new (
    ...args: never
  ) => { resolveMiddleware(...args: never): (...args: never) => Promise<{ output: infer Output }> }
    ? Omit<Output, '$metadata'>
    : never;

/** The SDK types required members as `T | undefined`; a handler runs only once they are present. */
export type RequiredPresent<Shape> = Shape extends Date | Uint8Array | string | number | boolean
  ? Shape
  : Shape extends readonly [unknown, ...unknown[]]
    ? Shape
    : Shape extends readonly (infer Item)[]
      ? RequiredPresent<Item>[]
      : Shape extends object
        ? {
            [Key in keyof Shape]: Record<string, never> extends Pick<Shape, Key>
              ? RequiredPresent<Shape[Key]>
              : RequiredPresent<Exclude<Shape[Key], undefined>>;
          }
        : Shape;

export type Handler<Sdk, Context, Name extends string> = (
  context: Context,
  input: OperationInput<Sdk, Name>,
  scope: RequestScope,
) => OperationOutput<Sdk, Name> | Promise<OperationOutput<Sdk, Name>>;

/** A service's operation table. A name that the SDK does not have, or a wrong field in an answer, does not compile. */
export type Operations<Sdk, Context> = {
  readonly [Name in OperationName<Sdk>]?: Handler<Sdk, Context, Name>;
};
