import { pino } from 'pino';
import { expect, test } from 'vitest';
import { buildContext } from '../../emulator/context.ts';
import { openData } from '../../emulator/data-directory/data-directory.ts';
import { servicesOf } from '../../emulator/services-of.ts';
import { buildApi } from '../../src/api.ts';
import type { ServiceDefinition } from '../../src/aws/service-definition.ts';
import { supportOf } from '../../src/aws/support-matrix.ts';
import { defaultTiming } from '../../src/plan/timing.ts';
import { loopbackOnly } from '../../src/request-access.ts';
import { FakeClock } from '../support/fake-clock.ts';

const services = servicesOf(
  buildContext({
    data: openData(undefined),
    clock: new FakeClock(),
    timing: defaultTiming,
    log: pino({ level: 'silent' }),
    occupiedCidrs: [],
  }),
);

function requestOf({ protocol }: ServiceDefinition, operation: string) {
  return protocol.kind === 'json'
    ? {
        headers: {
          'content-type': `application/x-amz-json-${protocol.version}`,
          'x-amz-target': `${protocol.targetPrefix}.${operation}`,
        },
        payload: '{}',
      }
    : {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `Action=${operation}&Version=${protocol.apiVersion}`,
      };
}

/** What a client reads from an error: the status, the code and the sentence. */
function seen({ protocol }: ServiceDefinition, answer: { statusCode: number; body: string }): string {
  if (protocol.kind === 'json') {
    const { __type: code, message }: { __type?: string; message?: string } = JSON.parse(answer.body);
    return `${answer.statusCode} ${code}: ${message}`;
  }
  const [, code, message] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(answer.body) ?? [];
  return `${answer.statusCode} ${code}: ${message}`;
}

test.each(services.map((service) => [service.signingName, service] as const))(
  'say of every operation of %s that is lacking that it is, by name',
  async (signingName, service) => {
    const onFailure = (error: unknown): void => {
      throw error;
    };
    await using app = buildApi({ services, access: loopbackOnly, onFailure });
    const { lacking, served } = supportOf(service, await service.loadSdk());
    expect(lacking.length + served.length).toBeGreaterThan(0);
    expect([...service.operations.keys()].sort()).toEqual(served);
    const answers: Record<string, string> = {};
    for (const operation of lacking) {
      const answer = await app.inject({ method: 'POST', url: '/', ...requestOf(service, operation) });
      answers[operation] = seen(service, answer);
    }
    expect(answers).toEqual(
      Object.fromEntries(
        lacking.map((operation) => [
          operation,
          `400 NotImplementedException: Drydock does not implement ${signingName}:${operation}.`,
        ]),
      ),
    );
    const unknown = await app.inject({ method: 'POST', url: '/', ...requestOf(service, 'MakeCoffee') });
    expect(seen(service, unknown)).toMatch(
      /^400 (UnknownOperationException|InvalidAction): .*\bMakeCoffee\b/,
    );
  },
);
