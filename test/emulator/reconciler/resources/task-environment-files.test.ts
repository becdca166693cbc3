import { expect, test } from 'vitest';
import { ObjectUnavailableError } from '../../../../emulator/object-folder/object-folder.ts';
import { TaskEnvironmentFiles } from '../../../../emulator/reconciler/resources/task-environment-files.ts';
import { plainTask } from '../../../support/plain-task.ts';

/** Objects `bucket/key`; `reads` says which were asked for. */
function objects(texts: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  return {
    reads,
    read: async (bucket: string, key: string) => {
      reads.push(`${bucket}/${key}`);
      const text = texts[`${bucket}/${key}`];
      if (text === undefined)
        throw new ObjectUnavailableError('NoSuchKey: The specified key does not exist.');
      return text;
    },
  };
}

const files = (...paths: string[]) =>
  paths.map((path) => ({ type: 's3' as const, value: `arn:aws:s3:::${path}` }));

test("reads every container's files once a task, the first file first", async () => {
  const stored = objects({ 'b/1.env': 'A=1\nB=1', 'b/2.env': 'B=2\nC=2', 'b/3.env': 'A=3' });
  const environmentFiles = new TaskEnvironmentFiles(stored);
  const task = plainTask();
  const defined = {
    task,
    containers: [
      { name: 'app', image: 'x', environmentFiles: files('b/1.env', 'b/2.env') },
      { name: 'side', image: 'x', environmentFiles: files('b/3.env') },
      { name: 'none', image: 'x' },
    ],
  };
  expect(environmentFiles.of(task.arn, 'app')).toEqual({});
  await environmentFiles.resolve(defined);
  await environmentFiles.resolve(defined);
  expect(['app', 'side', 'none'].map((name) => environmentFiles.of(task.arn, name))).toEqual([
    { A: '1', B: '1', C: '2' },
    { A: '3' },
    {},
  ]);
  expect(stored.reads).toEqual(['b/1.env', 'b/2.env', 'b/3.env']);
  environmentFiles.forget(task.arn);
  expect(environmentFiles.of(task.arn, 'app')).toEqual({});
});

test("an override's files stand in the place of the definition's", async () => {
  const environmentFiles = new TaskEnvironmentFiles(objects({ 'b/2.env': 'A=2' }));
  const containerOverrides = [{ name: 'app', environmentFiles: files('b/2.env') }];
  const task = plainTask('a1', { overrides: { containerOverrides } });
  const containers = [{ name: 'app', image: 'x', environmentFiles: files('b/1.env') }];
  await environmentFiles.resolve({ task, containers });
  expect(environmentFiles.of(task.arn, 'app')).toEqual({ A: '2' });
});

test("says with AWS's sentence which answer the download met, and tries again with the next start", async () => {
  const stored = objects({ 'b/1.env': 'A=1' });
  const environmentFiles = new TaskEnvironmentFiles(stored);
  const defined = {
    task: plainTask(),
    containers: [{ name: 'app', image: 'x', environmentFiles: files('b/1.env', 'b/2.env') }],
  };
  const sentence =
    'failed to download env files: file download command: non empty error stream: service call has been retried 1 time(s): NoSuchKey: The specified key does not exist.';
  for (const _attempt of [1, 2]) await expect(environmentFiles.resolve(defined)).rejects.toThrow(sentence);
  expect([stored.reads.length, environmentFiles.of(defined.task.arn, 'app')]).toEqual([4, {}]);
});
