/** The full form in which AWS names an image: `nginx` is `docker.io/library/nginx:latest`. */
export function canonicalReference(reference: string): string {
  const [first = ''] = reference.split('/');
  const hasRegistry = reference.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const inRegistry = reference.includes('/') ? reference : `library/${reference}`;
  const named = hasRegistry ? reference : `docker.io/${inRegistry}`;
  const lastPart = named.slice(named.lastIndexOf('/') + 1);
  return lastPart.includes(':') || lastPart.includes('@') ? named : `${named}:latest`;
}

/** A reference without its digest: `nginx:1.27` of `nginx:1.27@sha256:…`. */
export function withoutDigest(reference: string): string {
  return reference.replace(/@.*$/, '');
}

/** The repository of a reference, as the reference writes it: `nginx` of `nginx:1.27`. */
export function repositoryOf(reference: string): string {
  const tagged = withoutDigest(reference);
  const start = tagged.lastIndexOf('/') + 1;
  return tagged.slice(0, start) + tagged.slice(start).replace(/:.*$/, '');
}

/** The digest that the reference's own repository has the image by; else one that another repository has it by. */
export function digestFor(reference: string, repoDigests: readonly string[]): string | undefined {
  const repository = repositoryOf(canonicalReference(reference));
  const own = repoDigests.find((each) => repositoryOf(canonicalReference(each)) === repository);
  return (own ?? repoDigests[0])?.split('@')[1];
}
