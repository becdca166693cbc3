import { expect, test } from 'vitest';
import { type FlowTuple, flowFraction } from '../../../../emulator/load-balancer/flows/flow-tuple.ts';

const tuple: FlowTuple = {
  protocol: 'tcp',
  sourceAddress: '127.0.0.1',
  sourcePort: 40_000,
  destinationAddress: '127.0.0.1',
  destinationPort: 80,
};

test('is the same for one flow, and another one where any of the five differs', () => {
  const others: Partial<FlowTuple>[] = [
    { protocol: 'udp' },
    { sourceAddress: '127.0.0.2' },
    { sourcePort: 40_001 },
    { destinationAddress: '127.0.0.2' },
    { destinationPort: 81 },
  ];
  const all = [tuple, ...others.map((each) => ({ ...tuple, ...each }))].map(flowFraction);
  expect(new Set(all).size).toBe(6);
  expect(flowFraction({ ...tuple })).toBe(all[0]);
});

test('spreads neighbouring ports evenly', () => {
  const counts = [0, 0, 0, 0];
  for (let sourcePort = 40_000; sourcePort < 44_000; sourcePort += 1) {
    const quarter = Math.floor(flowFraction({ ...tuple, sourcePort }) * 4);
    counts[quarter] = (counts[quarter] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
