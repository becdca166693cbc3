import { expect, test } from 'vitest';
import { canonicalReference } from '../../../../emulator/reconciler/execute/pull-images.ts';

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
