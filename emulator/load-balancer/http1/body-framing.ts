import { headerKind } from './header-kind.ts';
import type { HeaderLines } from './header-lines.ts';

/** How one sees where a message's body ends (RFC 9112 section 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  /** With the connection; of answers only. */
  | { readonly kind: 'until close' };

const none: Framing = { kind: 'none' };
const chunked: Framing = { kind: 'chunked' };
const untilClose: Framing = { kind: 'until close' };

/**
 * How a request is framed; a status where that is in doubt: 501 for a coding that we do not know, 400 for what could be
 * read in two ways (RFC 9112 section 11.2).
 */
export function requestFraming(headers: HeaderLines, version: '1.0' | '1.1'): Framing | 400 | 501 {
  const length = onlyLength(headers);
  const coding = headers.joined(headerKind.transferEncoding, ',');
  if (coding === undefined) {
    if (length === undefined || length === 0) return none;
    return length === 'malformed' ? 400 : { kind: 'length', length };
  }
  // HTTP/1.0 knows no coding: whoever is told of one by it frames the body by guess.
  if (version === '1.0') return 400;
  const codings = coding.split(',').map((each) => each.trim().toLowerCase());
  const place = codings.indexOf('chunked');
  if (place !== -1 && place !== codings.length - 1) return 400;
  if (codings.length > 1 || place === -1) return 501;
  return length === undefined ? chunked : 400;
}

/** How the answer to a request of `method` is framed; undefined where it contradicts itself or is not known. */
export function answerFraming(
  headers: HeaderLines,
  { method, status }: { readonly method: string; readonly status: number },
): Framing | undefined {
  const length = onlyLength(headers);
  const coding = headers.joined(headerKind.transferEncoding, ',');
  if (length === 'malformed' || (coding !== undefined && length !== undefined)) return undefined;
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') return undefined;
  if (status === 101) return untilClose;
  if (method === 'HEAD' || status === 204 || status === 304) return none;
  if (coding !== undefined) return chunked;
  if (length === undefined) return untilClose;
  return length === 0 ? none : { kind: 'length', length };
}

/** The one Content-Length, in digits alone: two of them, be they equal, join to what is none. */
function onlyLength(headers: HeaderLines): number | undefined | 'malformed' {
  const value = headers.joined(headerKind.contentLength);
  if (value === undefined) return undefined;
  if (!isDigits(value)) return 'malformed';
  const length = Number(value);
  return Number.isSafeInteger(length) ? length : 'malformed';
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}
