import { answerFraming, type Framing } from './body-framing.ts';
import { type ConnectionOptions, connectionOptions } from './connection-options.ts';
import { headerKind } from './header-kind.ts';
import type { HeaderLines } from './header-lines.ts';

/** ELBv2's limit for the head of an answer. */
export const longestAnswerHeadBytes = 32 * 1024;

/** The head of a target's answer. */
export interface AnswerHead {
  readonly status: number;
  /** May be empty. */
  readonly reason: string;
  readonly headers: HeaderLines;
  readonly framing: Framing;
  readonly connection: ConnectionOptions;
  /** Whether the target lets its connection serve another request, as far as it says. */
  readonly keepsAlive: boolean;
}

/** Reads the head of the answer to a request of `method`; undefined where it is none or contradicts itself. */
export function readAnswerHead(
  headers: HeaderLines,
  firstLineEnd: number,
  method: string,
): AnswerHead | undefined {
  const { text } = headers;
  const isNew = text.startsWith('HTTP/1.1 ');
  if (!isNew && !text.startsWith('HTTP/1.0 ')) return undefined;
  const status = readStatus(text);
  if (status === undefined || (firstLineEnd > 12 && text.charCodeAt(12) !== 0x20)) return undefined;
  const framing = answerFraming(headers, { method, status });
  if (framing === undefined) return undefined;
  const connection = connectionOptions(headers.joined(headerKind.connection));
  return {
    status,
    reason: text.slice(13, firstLineEnd),
    headers,
    framing,
    connection,
    keepsAlive: isNew ? !connection.close : connection.keepAlive,
  };
}

/** Three digits, from 100. */
function readStatus(text: string): number | undefined {
  let status = 0;
  for (let i = 9; i < 12; i += 1) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    status = status * 10 + digit;
  }
  return status >= 100 ? status : undefined;
}
