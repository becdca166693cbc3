import { expect, test } from 'vitest';
import { MessageReader, withLength } from '../../../emulator/name-server/message-stream.ts';

test('takes messages out of a stream, however it is cut', () => {
  const messages = ['first', '', 'second and longer'];
  const stream = Buffer.concat(messages.map((text) => withLength(Buffer.from(text))));
  for (let size = 1; size <= stream.length; size += 1) {
    const read: string[] = [];
    const reader = new MessageReader((message) => read.push(message.toString()));
    for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size));
    expect(read).toEqual(messages);
  }
});
