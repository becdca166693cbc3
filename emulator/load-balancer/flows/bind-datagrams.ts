import type { Socket } from 'node:dgram';
import type { BindRefusal } from '../listeners/bind.ts';

/** Binds a socket for datagrams; resolves with the port it got, or with the reason why not. Never rejects. */
export function bindDatagrams(
  socket: Socket,
  address: string,
  port: number,
): Promise<{ readonly port: number } | { readonly refusal: BindRefusal }> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => resolve({ refusal: error.code ?? error.message });
    socket.once('error', onError);
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeListener('error', onError);
      resolve({ port: socket.address().port });
    });
  });
}
