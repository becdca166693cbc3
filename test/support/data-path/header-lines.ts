import { HeadScan } from '../../../emulator/load-balancer/http1/head-scan.ts';
import { HeaderLines } from '../../../emulator/load-balancer/http1/header-lines.ts';

/** Headers as they are once they were read; a flat list of names and values, each value written as it stands. */
export function headerLines(flat: readonly string[]): HeaderLines {
  let text = '';
  for (let i = 0; i + 1 < flat.length; i += 2) text += `${flat[i]}: ${flat[i + 1]}\r\n`;
  const bytes = Buffer.from(`${text}\r\n`, 'latin1');
  const scan = new HeadScan(Number.POSITIVE_INFINITY, false);
  const state = scan.advance(bytes, 0, bytes.length);
  if (state !== 'complete') throw new Error(`headers that are ${state}: ${text}`);
  return new HeaderLines(bytes.toString('latin1'), scan.marks);
}
