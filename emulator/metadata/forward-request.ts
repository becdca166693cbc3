import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Names the container that a forwarded request came from. */
const sourceHeader = 'x-drydock-source';

/**
 * Hands a request on to the Drydock that listens on the gateway address of the network that it came from: whoever has
 * 169.254.170.2 on a machine gets the requests of every Drydock's tasks.
 *
 * @param whenGone answers where nobody listens there any more
 */
export function forwardRequest(
  incoming: IncomingMessage,
  answer: ServerResponse,
  to: { readonly gateway: string; readonly port: number },
  whenGone: () => void = () =>
    answer.writeHead(503, { 'content-type': 'text/plain' }).end('The Drydock of this task is gone.\n'),
): void {
  const outgoing = request({
    host: to.gateway,
    port: to.port,
    // That it comes from the gateway itself proves to the other one that no container sent it.
    localAddress: to.gateway,
    method: incoming.method,
    path: incoming.url,
    headers: { ...incoming.headers, [sourceHeader]: incoming.socket.remoteAddress },
    agent: false,
  });
  outgoing.on('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.on('error', () => {
    if (answer.headersSent) answer.destroy();
    else whenGone();
  });
  incoming.pipe(outgoing);
}

/** The address of the container that sent a request, be it forwarded or not. */
export function sourceOf({ socket, headers }: IncomingMessage): string {
  const { remoteAddress = '', localAddress } = socket;
  const forwarded = headers[sourceHeader];
  return remoteAddress === localAddress && typeof forwarded === 'string' ? forwarded : remoteAddress;
}
