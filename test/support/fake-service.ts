import { AwsError } from '../../src/aws/errors.ts';
import type { RequestScope } from '../../src/aws/request-scope.ts';
import type { BoundHandler, ServiceDefinition, WireProtocol } from '../../src/aws/service-definition.ts';
import { wireSchema } from './wire-schema.ts';

const node = wireSchema.getSchema();
const unit = 'unit';

/** A service of one's own: what its operations do is in their names. Each call that reached a handler is kept. */
export class FakeService implements ServiceDefinition {
  readonly calls: { readonly input: unknown; readonly scope: RequestScope }[] = [];
  readonly operations: ReadonlyMap<string, BoundHandler> = new Map<string, BoundHandler>([
    ['Echo', (input: object, scope) => this.#called(input, scope)],
    ['EchoLater', async (input: object, scope) => this.#called(input, scope)],
    ['Forget', (input: object, scope) => this.#called(input, scope)],
    ['Fail', () => Promise.reject(new Error('the secret of the house'))],
    ['Refuse', () => refuse()],
  ]);
  loads = 0;

  constructor(
    readonly signingName: string,
    readonly protocol: WireProtocol,
  ) {}

  async loadSdk() {
    this.loads += 1;
    const operation = (name: string, output: unknown) => [9, 'fake', name, 0, node, output];
    return {
      Echo$: operation('Echo', node),
      EchoLater$: operation('EchoLater', node),
      Forget$: operation('Forget', unit),
      Fail$: operation('Fail', node),
      Refuse$: operation('Refuse', node),
      Lacking$: operation('Lacking', node),
      ThingNotFoundException$: [
        -3,
        'fake',
        'ThingNotFoundException',
        { error: 'client', httpError: 404, awsQueryError: ['ThingNotFound', 404] },
        ['message'],
        [0],
      ],
    };
  }

  missingMember(operation: string, path: string): AwsError {
    return new AwsError('MissingMember', `${operation} needs ${path}`);
  }

  #called(input: object, scope: RequestScope): object {
    this.calls.push({ input, scope });
    return input;
  }
}

function refuse(): never {
  throw new AwsError('ThingNotFoundException', 'No <thing> & no other.', { thing: 'x' });
}
