import type { IncomingMessage } from 'node:http';
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

type Request = Pick<IncomingMessage, 'method' | 'headers' | 'rawHeaders'>;

const compliant: DesyncClass = { classification: 'Compliant' };
const framing: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);

/** Classifies a request; where several reasons hold, by the gravest. */
export function desyncClass(request: Request): DesyncClass {
  const { method, headers, rawHeaders } = request;
  const bodiless = method === 'GET' || method === 'HEAD';
  if (bodiless && headers['transfer-encoding'] !== undefined)
    return { classification: 'Ambiguous', reason: 'UndefinedTransferEncodingSemantics' };
  const length = headers['content-length'];
  if (bodiless && length !== undefined && Number(length) > 0)
    return { classification: 'Ambiguous', reason: 'UndefinedContentLengthSemantics' };
  let nonCompliant = false;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (isSuspicious(rawHeaders[i] ?? '')) return { classification: 'Ambiguous', reason: 'SuspiciousHeader' };
    nonCompliant ||= /[^\t -~]/.test(rawHeaders[i + 1] ?? '');
  }
  if (nonCompliant) return { classification: 'Acceptable', reason: 'NonCompliantHeader' };
  if (bodiless && length !== undefined)
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

/** Whether a name becomes that of a framing header once a lax reader takes `_` and the like for what they resemble. */
function isSuspicious(name: string): boolean {
  const letters = name.toLowerCase();
  if (framing.has(letters)) return false;
  const bare = letters.replace(/[^a-z]/g, '');
  return bare === 'contentlength' || bare === 'transferencoding';
}
