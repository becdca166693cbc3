import { headerKind } from '../http1/header-kind.ts';
import type { HeaderLines } from '../http1/header-lines.ts';
import type { RequestHead } from '../http1/request-head.ts';
import type { HttpSettings } from '../snapshot.ts';

/**
 * How a request that the parser lets in stands to RFC 9112, in ELBv2's words (Application Load Balancers guide,
 * "Desync mitigation mode"). The parser is strict and refuses all that is Severe, and the Ambiguous reasons that are
 * not told here, in every mode.
 */
export type DesyncClass =
  | { readonly classification: 'Compliant' }
  | {
      readonly classification: 'Acceptable';
      readonly reason: 'GetHeadZeroContentLength' | 'NonCompliantHeader';
    }
  | {
      readonly classification: 'Ambiguous';
      readonly reason:
        | 'SuspiciousHeader'
        | 'UndefinedContentLengthSemantics'
        | 'UndefinedTransferEncodingSemantics';
    };

type Request = Pick<RequestHead, 'method' | 'framing' | 'headers'>;

const compliant: DesyncClass = { classification: 'Compliant' };

/** Classifies a request; where several reasons hold, by the gravest. */
export function desyncClass({ method, framing, headers }: Request): DesyncClass {
  const bodiless = method === 'GET' || method === 'HEAD';
  if (bodiless && framing.kind === 'chunked')
    return { classification: 'Ambiguous', reason: 'UndefinedTransferEncodingSemantics' };
  if (bodiless && framing.kind === 'length')
    return { classification: 'Ambiguous', reason: 'UndefinedContentLengthSemantics' };
  if (anyHeader(headers, isSuspicious)) return { classification: 'Ambiguous', reason: 'SuspiciousHeader' };
  // Names and CRLF are ASCII in any case, and a look at the whole is cheaper than one at each value.
  if (foreign.test(headers.text) && anyHeader(headers, hasForeignValue))
    return { classification: 'Acceptable', reason: 'NonCompliantHeader' };
  if (bodiless && anyHeader(headers, isLength))
    return { classification: 'Acceptable', reason: 'GetHeadZeroContentLength' };
  return compliant;
}

/** What a mitigation mode makes of a request: it passes, passes on connections that end with it, or is refused. */
export function desyncVerdict(
  mode: HttpSettings['desyncMitigation'],
  request: Request,
): 'pass' | 'close' | 'refuse' {
  if (mode === 'monitor') return 'pass';
  const { classification } = desyncClass(request);
  if (classification === 'Compliant') return 'pass';
  if (mode === 'strictest') return 'refuse';
  return classification === 'Ambiguous' ? 'close' : 'pass';
}

const foreign = /[^\t\r\n -~]/;

function anyHeader(headers: HeaderLines, test: (headers: HeaderLines, index: number) => boolean): boolean {
  for (let i = 0; i < headers.count; i += 1) if (test(headers, i)) return true;
  return false;
}

function hasForeignValue(headers: HeaderLines, index: number): boolean {
  return foreign.test(headers.value(index));
}

function isLength(headers: HeaderLines, index: number): boolean {
  return headers.kind(index) === headerKind.contentLength;
}

/** Whether a name becomes that of a framing header once a lax reader takes `_` and the like for what they resemble. */
function isSuspicious(headers: HeaderLines, index: number): boolean {
  if (headers.kind(index) !== headerKind.other) return false;
  const length = headers.nameEnd(index) - headers.nameStart(index);
  if (length < 'contentlength'.length || !mayFrame(headers, index)) return false;
  const bare = headers
    .name(index)
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  return bare === 'contentlength' || bare === 'transferencoding';
}

/** Whether the first letter of a name leaves it open: most names are told by it. */
function mayFrame(headers: HeaderLines, index: number): boolean {
  for (let at = headers.nameStart(index); at < headers.nameEnd(index); at += 1) {
    const letter = headers.text.charCodeAt(at) | 0x20;
    if (letter >= 0x61 && letter <= 0x7a) return letter === 0x63 || letter === 0x74;
  }
  return false;
}
