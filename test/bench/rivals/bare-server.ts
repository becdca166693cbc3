import { createServer } from 'node:http';

// The rival of the API bench, in a process of its own: it parses a JSON body and answers one, and does nothing else.
// A PUT sets the answer. It is kept as a value: each answer is serialised anew, as any answer made from state is.
let answer: unknown = {};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    if (request.method === 'PUT') answer = body;
    const text = JSON.stringify(answer);
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});
