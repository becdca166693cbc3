import type { AwsError } from './errors.ts';
import type { Operations } from './operation.ts';
import type { RequestScope } from './request-scope.ts';

/** How a service's requests and answers look on the wire. */
export type WireProtocol =
  | { readonly kind: 'json'; readonly targetPrefix: string; readonly version: '1.0' | '1.1' }
  | { readonly kind: 'query'; readonly apiVersion: string; readonly xmlNamespace: string }
  | { readonly kind: 'ec2-query'; readonly apiVersion: string; readonly xmlNamespace: string };

/** An SDK client module as a bag of exports: operation schemas are found in it by name (`CreateCluster$`). */
export type SdkModule = Readonly<Record<string, unknown>>;

/** One AWS service as Drydock serves it; a handler has its context bound already. */
export interface ServiceDefinition {
  /** The SigV4 signing name, e.g. `ecs`, `elasticloadbalancing`. */
  readonly signingName: string;
  readonly protocol: WireProtocol;
  /** Loads the SDK client, which is not cheap: called at the service's first request. */
  loadSdk(): Promise<SdkModule>;
  readonly operations: ReadonlyMap<string, BoundHandler>;
  /** The service's own error for a member that its model requires and the request lacks. */
  missingMember(operation: string, path: string): AwsError;
}

/** A handler after its context: its input was read, and its output will be written, by the operation's schema. */
export type BoundHandler = (input: never, scope: RequestScope) => object | Promise<object>;

interface ServiceOptions<Sdk extends object, Context> {
  readonly signingName: string;
  readonly protocol: WireProtocol;
  loadSdk(): Promise<Sdk>;
  readonly operations: Operations<Sdk, Context>;
  missingMember(operation: string, path: string): AwsError;
}

/** Binds a typed operation table to the context that its handlers share. */
export function defineService<Sdk extends object, Context>(
  options: ServiceOptions<Sdk, Context>,
  context: Context,
): ServiceDefinition {
  const operations = new Map<string, BoundHandler>();
  for (const [name, handler] of Object.entries<AnyHandler<Context> | undefined>(options.operations)) {
    if (handler !== undefined) operations.set(name, (input, scope) => handler(context, input, scope));
  }
  return {
    signingName: options.signingName,
    protocol: options.protocol,
    loadSdk: async () => Object.fromEntries(Object.entries(await options.loadSdk())),
    operations,
    missingMember: options.missingMember,
  };
}

type AnyHandler<Context> = (context: Context, input: never, scope: RequestScope) => object | Promise<object>;
