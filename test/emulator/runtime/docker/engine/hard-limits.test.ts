import { expect, test } from 'vitest';
import { hardLimits } from '../../../../../emulator/runtime/docker/engine/hard-limits.ts';

test('reads the hard limits that are numbers, by the names of ulimits', () => {
  const text = [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max cpu time              unlimited            unlimited            seconds   ',
    'Max core file size        0                    unlimited            bytes     ',
    'Max processes             unlimited            96000                processes ',
    'Max open files            1024                 524288               files     ',
    'Max locked memory         8388608              8388609              bytes     ',
    'Max nice priority         0                    0                    ',
    'Max realtime timeout      unlimited            unlimited            us        ',
  ].join('\n');
  expect(hardLimits(text)).toEqual({ nproc: 96_000, nofile: 524_288, memlock: 8_388_609, nice: 0 });
});
