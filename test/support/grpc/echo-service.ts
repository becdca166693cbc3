import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

type Method = MethodDefinition<Buffer, Buffer>;

const plain = (bytes: Buffer): Buffer => bytes;

function method(name: string, requestStream: boolean, responseStream: boolean): Method {
  return {
    path: `/test.Echo/${name}`,
    requestStream,
    responseStream,
    requestSerialize: plain,
    requestDeserialize: plain,
    responseSerialize: plain,
    responseDeserialize: plain,
  };
}

/** A service whose messages are bytes as they are. */
export const echoService = {
  once: method('Once', false, false),
  many: method('Many', false, true),
  sum: method('Sum', true, false),
  talk: method('Talk', true, true),
} satisfies ServiceDefinition;
