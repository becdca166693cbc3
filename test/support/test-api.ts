import { buildApi } from '../../src/api.ts';
import type { ServiceDefinition } from '../../src/aws/service-definition.ts';
import { loopbackOnly } from '../../src/request-access.ts';

/** What an SDK client needs to reach the API under test; the key names the account `000000000000`. */
export interface TestApi extends AsyncDisposable {
  readonly endpoint: string;
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
}

/** Serves the given services on a free loopback port. An unexpected failure in a handler is printed. */
export async function startTestApi(services: readonly ServiceDefinition[]): Promise<TestApi> {
  const app = buildApi({
    services,
    access: loopbackOnly,
    onFailure: (error, request) => console.error(`${request.service}:${request.operation} failed`, error),
  });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    endpoint,
    client: {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}
