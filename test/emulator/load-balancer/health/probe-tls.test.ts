import { expect, test } from 'vitest';
import { sendProbe } from '../../../../emulator/load-balancer/health/probe.ts';
import { calmHealthCheck } from '../../../support/data-path/data-path.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { startHttpsTarget } from '../../../support/tls/https-target.ts';
import { startTlsTarget } from '../../../support/tls/tls-target.ts';
import { until } from '../../../support/until.ts';

function probe(port: number, proxyProtocol: boolean) {
  const clock = new FakeClock();
  const settings = { ...calmHealthCheck, protocol: 'HTTPS', network: { proxyProtocol } } as const;
  const results: unknown[] = [];
  sendProbe({ address: '127.0.0.1', port }, settings, clock, (answer, verdict) =>
    results.push({ answer, verdict }),
  );
  return until('a verdict', () => results[0]);
}

test('asks a target of a Network Load Balancer by HTTPS', async () => {
  await using target = await startHttpsTarget();
  expect(await probe(target.route.port, false)).toEqual({
    answer: { statusCode: 200 },
    verdict: { passed: true },
  });
});

test("sends the proxy protocol's header before the handshake", async () => {
  await using target = await startTlsTarget({
    preambleBytes: 100,
    answer: () => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  });
  expect(await probe(target.port, true)).toEqual({ answer: { statusCode: 200 }, verdict: { passed: true } });
  expect([target.preambles[0]?.subarray(0, 16).toString('hex'), target.received().split('\r\n')[0]]).toEqual([
    '0d0a0d0a000d0a515549540a20110054',
    'GET / HTTP/1.1',
  ]);
});
