import type { ExchangeRecord } from '../../../emulator/load-balancer/access-log/exchange-record.ts';

/** A request that was answered 200 by a target, with what a test says otherwise. */
export function exchangeRecord(changes: Partial<ExchangeRecord> = {}): ExchangeRecord {
  return {
    listenerArn:
      'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/web/0123456789abcdef/fedcba9876543210',
    type: 'http',
    receivedAtMs: Date.parse('2026-01-01T00:00:00Z'),
    endedAtMs: Date.parse('2026-01-01T00:00:00Z'),
    client: { address: '127.0.0.1', port: 50_000 },
    nodeAddress: '172.31.0.1',
    connectionId: '1234abcd5678ef90',
    request: { method: 'GET', url: 'http://web.test:80/', version: 'HTTP/1.1' },
    receivedBytes: 34,
    sentBytes: 366,
    status: 200,
    rulePriority: 0,
    action: 'forward',
    ...changes,
  };
}
