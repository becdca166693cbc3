import { METHODS } from 'node:http';
import type { ElbStatus } from '../forward/elb-answer.ts';
import { type Framing, requestFraming } from './body-framing.ts';
import { type ConnectionOptions, connectionOptions } from './connection-options.ts';
import type { HeadReader } from './head-reader.ts';
import type { ScanState } from './head-scan.ts';
import { headerKind } from './header-kind.ts';
import type { HeaderLines } from './header-lines.ts';

export type HttpVersion = '1.0' | '1.1';

/** The head of a request that can be read in one way only. */
export interface RequestHead {
  readonly method: string;
  /** As the request line has it. */
  readonly target: string;
  readonly version: HttpVersion;
  readonly headers: HeaderLines;
  readonly framing: Framing;
  readonly connection: ConnectionOptions;
  /** Whether the client lets its connection bring another request. */
  readonly keepsAlive: boolean;
  /** The first Host header. */
  readonly host: string | undefined;
  readonly cookie: string | undefined;
  /** Where a WebSocket is asked for: the protocol to upgrade to, as the client spells it. */
  readonly upgrade: string | undefined;
}

const methods: ReadonlySet<string> = new Set(METHODS);

/** Reads a request's head; a status is what ELBv2 answers where it is none, or one that could be read in two ways. */
export function readRequestHead(headers: HeaderLines, firstLineEnd: number): RequestHead | ElbStatus {
  const { text } = headers;
  const versionStart = firstLineEnd - versionLength;
  const version = readVersion(text, versionStart, firstLineEnd);
  if (typeof version === 'number') return version;
  const methodEnd = text.indexOf(' ');
  const method = text.slice(0, methodEnd);
  const target = text.slice(methodEnd + 1, versionStart - 1);
  // The byte 0xff is part of no text.
  if (!methods.has(method) || target === '' || target.includes(' ') || target.includes('\xff')) return 400;
  const framing = requestFraming(headers, version);
  if (typeof framing === 'number') return framing;
  const connection = connectionOptions(headers.joined(headerKind.connection));
  const upgrade = connection.upgrade && framing.kind === 'none' ? webSocket(headers) : undefined;
  return {
    method,
    target,
    version,
    headers,
    framing,
    connection,
    host: headers.first(headerKind.host),
    cookie: headers.joined(headerKind.cookie, '; '),
    upgrade,
    // Whoever wants to leave HTTP/1.1 may have sent more on that assumption: that is no next request.
    keepsAlive: (version === '1.1' ? !connection.close : connection.keepAlive) && upgrade === undefined,
  };
}

/** Takes the request whose head was read; a status where what was read is none that goes any further. */
export function takeRequest(heads: HeadReader, state: ScanState): RequestHead | ElbStatus {
  const head = state === 'complete' ? heads.take() : undefined;
  if (head === undefined) return state === 'line too long' && !heads.hasFirstLine ? 414 : 400;
  const request = readRequestHead(head.headers, head.firstLineEnd);
  // nginx's answer to CONNECT is the one that it gives to TRACE; but what follows is no next request.
  return typeof request !== 'number' && request.method === 'CONNECT' ? 405 : request;
}

/** Whether a client waits to be told that it may go on with its body. */
export function expectsContinue({ headers, version }: RequestHead): boolean {
  return version === '1.1' && /^100-continue$/i.test(headers.joined(headerKind.expect) ?? '');
}

const versionLength = 'HTTP/1.1'.length;

/** The version behind the last blank of a request line. */
function readVersion(text: string, start: number, end: number): HttpVersion | 400 | 505 {
  if (text.charCodeAt(start - 1) !== 0x20) return 400;
  if (text.startsWith('HTTP/1.1', start)) return '1.1';
  const version = text.slice(start, end);
  if (version === 'HTTP/1.0') return '1.0';
  return /^HTTP\/\d\.\d$/.test(version) && version !== 'HTTP/0.9' ? 505 : 400;
}

/** A body beside the wish would be left over when the target declines, and be taken for the next request. */
function webSocket(headers: HeaderLines): string | undefined {
  const protocol = headers.joined(headerKind.upgrade);
  return protocol?.toLowerCase() === 'websocket' ? protocol : undefined;
}
