import { refusalOf } from '../../../emulator/load-balancer/forward/refusal.ts';
import { BodyReader } from '../../../emulator/load-balancer/http1/body-reader.ts';
import { HeadReader } from '../../../emulator/load-balancer/http1/head-reader.ts';
import { takeRequest } from '../../../emulator/load-balancer/http1/request-head.ts';

/** A request that came whole. */
export interface WholeRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
}

/** What was found in bytes. */
export interface ReadRequests {
  readonly requests: WholeRequest[];
  /** Where the last whole request ends. */
  readonly end: number;
  /** Whether what follows it is refused. */
  readonly refused: boolean;
}

/** The requests that the load balancer's reader finds in bytes that come in pieces, up to the last on a connection. */
export function readRequests(pieces: readonly Buffer[]): ReadRequests {
  const requests: WholeRequest[] = [];
  let end = 0;
  let before = 0;
  const heads = new HeadReader();
  let body: BodyReader | undefined;
  let text = '';
  let keepsAlive = true;
  let begun: Pick<WholeRequest, 'method' | 'target' | 'headers'> | undefined;
  const take = (bytes: Buffer, start: number, end: number) => {
    text += bytes.toString('latin1', start, end);
  };
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      if (body === undefined) {
        const state = heads.read(piece, at, piece.length);
        if (state === 'incomplete') break;
        const request = takeRequest(heads, state);
        if (typeof request === 'number' || refusalOf(request) !== undefined)
          return { requests, end, refused: true };
        begun = { method: request.method, target: request.target, headers: request.headers.raw };
        keepsAlive = request.keepsAlive;
        body = new BodyReader(request.framing);
        at = heads.end;
      } else {
        at = body.read(piece, at, piece.length, take);
      }
      if (body.malformed) return { requests, end, refused: true };
      if (!body.done || begun === undefined) continue;
      requests.push({ ...begun, body: text, trailers: body.trailers.raw });
      [body, text] = [undefined, ''];
      end = before + at;
      if (!keepsAlive) return { requests, end, refused: false };
    }
    before += piece.length;
  }
  return { requests, end, refused: false };
}
