/** What is to be done with containers that have no business on one's own machine: agents, meshes, log routers. */
export interface SidecarPolicy {
  /** A container must match all that is given; `*` stands for any text. */
  readonly match: { readonly container?: string; readonly image?: string };
  readonly action: 'skip' | 'healthy' | { readonly replaceImage: string };
}

/** A policy as it was applied to one container of a task. */
export interface AppliedPolicy {
  readonly action: 'skip' | 'healthy' | 'replaceImage';
  /** The image that runs. */
  readonly image: string;
  /** For whoever looks at the container. */
  readonly reason: string;
}

/** The first policy that matches a container, applied to it; undefined where none does. */
export function applySidecarPolicy(
  policies: readonly SidecarPolicy[],
  { name, image }: { readonly name: string; readonly image: string },
): AppliedPolicy | undefined {
  const policy = policies.find(({ match }) => isLike(match.container, name) && isLike(match.image, image));
  if (policy === undefined) return undefined;
  const by = `by Drydock's sidecar policy for ${textOf(policy.match)}`;
  if (policy.action === 'skip') return { action: 'skip', image, reason: `Skipped ${by}.` };
  if (policy.action === 'healthy')
    return { action: 'healthy', image, reason: `Treated as healthy while it runs ${by}.` };
  const { replaceImage } = policy.action;
  return {
    action: 'replaceImage',
    image: replaceImage,
    reason: `Runs ${replaceImage} in the place of ${image} ${by}.`,
  };
}

function textOf({ container, image }: SidecarPolicy['match']): string {
  return [
    ...(container === undefined ? [] : [`the container ${container}`]),
    ...(image === undefined ? [] : [`the image ${image}`]),
  ].join(' and ');
}

/** Whether a text is like a pattern; every text is like no pattern. */
function isLike(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const literal = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text);
}

/** Reads policies as a JSON file gives them. @throws Error with one sentence that says what is wrong, and where */
export function readSidecarPolicies(text: string): readonly SidecarPolicy[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
  if (!Array.isArray(parsed)) throw new Error('it is not a list of policies');
  return parsed.map((each: unknown, index) => readPolicy(each, `policy ${index + 1}`));
}

function readPolicy(policy: unknown, where: string): SidecarPolicy {
  if (!isObject(policy)) throw new Error(`${where} is not an object`);
  refuseOthers(policy, ['match', 'action'], where);
  return { match: readMatch(policy.match, where), action: readAction(policy.action, where) };
}

function readMatch(match: unknown, where: string): SidecarPolicy['match'] {
  if (!isObject(match) || Object.keys(match).length === 0)
    throw new Error(`${where} has no "match" with a "container" or an "image"`);
  refuseOthers(match, ['container', 'image'], `the "match" of ${where}`);
  for (const [key, value] of Object.entries(match))
    if (!isText(value)) throw new Error(`the "${key}" of ${where} is not a pattern`);
  const { container, image } = match;
  return {
    ...(isText(container) ? { container } : {}),
    ...(isText(image) ? { image } : {}),
  };
}

function readAction(action: unknown, where: string): SidecarPolicy['action'] {
  if (action === 'skip' || action === 'healthy') return action;
  if (isObject(action) && Object.keys(action).length === 1 && isText(action.replaceImage))
    return { replaceImage: action.replaceImage };
  throw new Error(`the "action" of ${where} is not "skip", "healthy" or {"replaceImage": "…"}`);
}

function refuseOthers(object: object, known: readonly string[], where: string): void {
  const other = Object.keys(object).find((key) => !known.includes(key));
  if (other !== undefined) throw new Error(`${where} has "${other}", which nobody knows`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
