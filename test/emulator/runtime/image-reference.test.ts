import { expect, test } from 'vitest';
import { canonicalReference, digestFor, repositoryOf } from '../../../emulator/runtime/image-reference.ts';

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['grafana/loki', 'docker.io/grafana/loki:latest'],
  ['localhost/app:1', 'localhost/app:1'],
  ['registry:5000/app', 'registry:5000/app:latest'],
  ['public.ecr.aws/docker/library/nginx', 'public.ecr.aws/docker/library/nginx:latest'],
  ['nginx@sha256:abc', 'docker.io/library/nginx@sha256:abc'],
])('the image %s is called %s where it cannot be pulled', (image, reference) => {
  expect(canonicalReference(image)).toBe(reference);
});

test.each([
  ['nginx', 'nginx'],
  ['nginx:1.27', 'nginx'],
  ['nginx:1.27@sha256:abc', 'nginx'],
  ['registry:5000/team/app', 'registry:5000/team/app'],
  ['registry:5000/team/app:2', 'registry:5000/team/app'],
  ['registry:5000/team/app@sha256:abc', 'registry:5000/team/app'],
])('the repository of %s is %s', (reference, repository) => {
  expect(repositoryOf(reference)).toBe(repository);
});

test.each([
  [
    'of its own repository',
    'docker.io/library/nginx:1',
    ['mirror/nginx@sha256:a', 'nginx@sha256:b'],
    'sha256:b',
  ],
  [
    'of another one where its own has none',
    'shop:1',
    ['nginx@sha256:a', 'mirror/nginx@sha256:b'],
    'sha256:a',
  ],
  ['of the first where an id asks', 'sha256:c', ['nginx@sha256:a'], 'sha256:a'],
  ['none of an image that no registry has', 'shop:1', [], undefined],
])('an image has the digest %s', (_title, reference, repoDigests, digest) => {
  expect(digestFor(reference, repoDigests)).toBe(digest);
});
