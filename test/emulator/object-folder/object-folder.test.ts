import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { maxObjectBytes, ObjectFolder } from '../../../emulator/object-folder/object-folder.ts';

/** A folder with a few objects, and a file beside it that is none. */
async function makeFolder() {
  const root = await mkdtemp(join(tmpdir(), 'drydock-s3-'));
  const folder = join(root, 's3');
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await put('s3/config/app.env', 'A=1\n');
  await put('s3/config/deep/er/app.env', 'B=ü\n');
  await put('outside/secret.env', 'S=1\n');
  return {
    root,
    folder,
    put,
    objects: new ObjectFolder(folder),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

async function answerOf(objects: ObjectFolder, bucket: string, key: string): Promise<string> {
  return objects.read(bucket, key).catch((error: Error) => `${error.name} ${error.message}`);
}

test('the object key of a bucket is the file of that path', async () => {
  await using made = await makeFolder();
  expect([
    await answerOf(made.objects, 'config', 'app.env'),
    await answerOf(made.objects, 'config', 'deep/er/app.env'),
  ]).toEqual(['A=1\n', 'B=ü\n']);
});

const noKey = 'ObjectUnavailableError NoSuchKey: The specified key does not exist.';

test.each([
  ['an object that is not there', 'config', 'other.env', noKey],
  ['a folder', 'config', 'deep', noKey],
  ['a key below an object', 'config', 'app.env/x', noKey],
  [
    'a bucket that is not there',
    'other',
    'app.env',
    'ObjectUnavailableError NoSuchBucket: The specified bucket does not exist.',
  ],
])('says as S3 does that it lacks %s', async (_what, bucket, key, message) => {
  await using made = await makeFolder();
  expect(await answerOf(made.objects, bucket, key)).toBe(message);
});

test.each([
  ['config', '../../outside/secret.env'],
  ['config', 'deep/../app.env'],
  ['config', './app.env'],
  ['config', '/app.env'],
  ['..', 'outside/secret.env'],
  ['.', 'config/app.env'],
  ['config', 'app.env\0'],
  ['config', '..\\app.env'],
])('refuses the path %s/%s', async (bucket, key) => {
  await using made = await makeFolder();
  expect(await answerOf(made.objects, bucket, key)).toBe(
    `ObjectUnavailableError AccessDenied: ${bucket}/${key} is no path below ${made.folder}`,
  );
});

test('follows no link out of the folder, of a file or of a folder on the way', async () => {
  await using made = await makeFolder();
  await symlink(join(made.root, 'outside/secret.env'), join(made.folder, 'config/linked.env'));
  await symlink(join(made.root, 'outside'), join(made.folder, 'config/linked'));
  await symlink(join(made.root, 'outside'), join(made.folder, 'linked-bucket'));
  const path = join(made.folder, 'config');
  const denied = (key: string) =>
    `ObjectUnavailableError AccessDenied: ${join(path, key)} is a link or stands behind one`;
  expect([
    await answerOf(made.objects, 'config', 'linked.env'),
    await answerOf(made.objects, 'config', 'linked/secret.env'),
    await answerOf(made.objects, 'linked-bucket', 'secret.env'),
  ]).toEqual([
    denied('linked.env'),
    denied('linked/secret.env'),
    'ObjectUnavailableError NoSuchBucket: The specified bucket does not exist.',
  ]);
});

test('the folder itself may be reached by a link', async () => {
  await using made = await makeFolder();
  await symlink(made.folder, join(made.root, 'link'));
  expect(await answerOf(new ObjectFolder(join(made.root, 'link')), 'config', 'app.env')).toBe('A=1\n');
});

test('reads up to its limit and no further, and waits for no pipe', async () => {
  await using made = await makeFolder();
  await made.put('s3/config/most', 'x'.repeat(maxObjectBytes));
  await made.put('s3/config/more', 'x'.repeat(maxObjectBytes + 1));
  await promisify(execFile)('mkfifo', [join(made.folder, 'config/pipe')]);
  expect([
    (await answerOf(made.objects, 'config', 'most')).length,
    await answerOf(made.objects, 'config', 'more'),
    await answerOf(made.objects, 'config', 'pipe'),
  ]).toEqual([
    maxObjectBytes,
    `ObjectUnavailableError EntityTooLarge: the object is larger than ${maxObjectBytes} bytes`,
    noKey,
  ]);
});

test('without a folder says what to do', async () => {
  expect(await answerOf(new ObjectFolder(undefined), 'config', 'app.env')).toBe(
    'ObjectUnavailableError Drydock has no folder that stands for S3: start it with --s3-dir DIR, or set DRYDOCK_S3_DIR, and put the object into DIR/bucket/key',
  );
  expect(await answerOf(new ObjectFolder('/nowhere/s3'), 'config', 'app.env')).toBe(
    'ObjectUnavailableError the folder /nowhere/s3 that stands for S3 cannot be read',
  );
});
