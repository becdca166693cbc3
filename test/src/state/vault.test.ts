import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Vault } from '../../../src/state/vault.ts';

test('opens what it sealed', () => {
  const vault = new Vault(randomBytes(32));
  fc.assert(
    fc.property(fc.uint8Array(), (plain) => {
      expect(new Uint8Array(vault.open(vault.seal(plain)))).toEqual(new Uint8Array(plain));
    }),
  );
});

test('seals one value to different bytes each time, none of which shows it', () => {
  const vault = new Vault(randomBytes(32));
  const plain = Buffer.from('correct horse battery staple');
  const [first, second] = [vault.seal(plain), vault.seal(plain)];
  expect([first.equals(second), first.includes(plain), second.includes(plain)]).toEqual([
    false,
    false,
    false,
  ]);
});

test('refuses sealed bytes in which any one byte was altered', () => {
  const vault = new Vault(randomBytes(32));
  const sealed = vault.seal(Buffer.from('secret'));
  for (let index = 0; index < sealed.length; index++) {
    const altered = Buffer.from(sealed);
    altered.writeUInt8(altered.readUInt8(index) ^ 1, index);
    expect(() => vault.open(altered), `byte ${index}`).toThrow();
  }
});

test('refuses sealed bytes that were cut short', () => {
  const vault = new Vault(randomBytes(32));
  const sealed = vault.seal(Buffer.from('secret'));
  for (let length = 0; length < sealed.length; length++)
    expect(() => vault.open(sealed.subarray(0, length)), `${length} bytes`).toThrow();
});

test('refuses what another key sealed', () => {
  const sealed = new Vault(randomBytes(32)).seal(Buffer.from('secret'));
  expect(() => new Vault(randomBytes(32)).open(sealed)).toThrow();
});

test('takes no key of another length', () => {
  expect(() => new Vault(randomBytes(16))).toThrow(new Error("A vault's key has 32 bytes, not 16."));
});
