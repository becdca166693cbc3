export type PatternSet = (letter: string) => boolean;

export type PatternNode =
  | { readonly type: 'set'; readonly has: PatternSet }
  | { readonly type: 'start' }
  | { readonly type: 'end' }
  | { readonly type: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly options: readonly PatternNode[] }
  /** `most` may be infinite. */
  | { readonly type: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** About how many states the pattern takes, found without building them. */
export function stateCount(node: PatternNode): number {
  switch (node.type) {
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + stateCount(part), 0);
    case 'choice':
      return node.options.reduce((sum, option) => sum + stateCount(option), 1);
    case 'repeat':
      return (
        (1 + stateCount(node.part)) * (node.most === Number.POSITIVE_INFINITY ? node.least + 1 : node.most)
      );
    default:
      return 1;
  }
}

type State =
  | { readonly type: 'set'; readonly has: PatternSet; readonly next: number }
  | { readonly type: 'start' | 'end'; readonly next: number }
  | { readonly type: 'split'; readonly next: number[] }
  | { readonly type: 'match' };

/**
 * Whether a text as a whole is one of the pattern's: all ways through the pattern are followed at once, letter by
 * letter, so that the time grows with states times letters and no further.
 */
export function runPattern(node: PatternNode): (text: string) => boolean {
  const states: State[] = [{ type: 'match' }];
  const entry = build(node, 0, states);
  return (text) => {
    let current = reach([entry], states, { isStart: true, isEnd: text.length === 0 });
    for (let index = 0; index < text.length && current.size > 0; index += 1) {
      const letter = text.charAt(index);
      const following: number[] = [];
      for (const each of current) {
        const state = states[each];
        if (state?.type === 'set' && state.has(letter)) following.push(state.next);
      }
      current = reach(following, states, { isStart: false, isEnd: index + 1 === text.length });
    }
    return current.has(0);
  };
}

/** Adds the states of a node, the last of which go on to `next`; gives the first one. */
function build(node: PatternNode, next: number, states: State[]): number {
  switch (node.type) {
    case 'set':
      return states.push({ type: 'set', has: node.has, next }) - 1;
    case 'start':
    case 'end':
      return states.push({ type: node.type, next }) - 1;
    case 'sequence':
      return node.parts.reduceRight((following, part) => build(part, following, states), next);
    case 'choice':
      return (
        states.push({ type: 'split', next: node.options.map((option) => build(option, next, states)) }) - 1
      );
    case 'repeat':
      return buildRepeat(node, next, states);
  }
}

function buildRepeat(
  { part, least, most }: Extract<PatternNode, { readonly type: 'repeat' }>,
  next: number,
  states: State[],
): number {
  let entry = next;
  if (most === Number.POSITIVE_INFINITY) {
    const again: number[] = [next];
    entry = states.push({ type: 'split', next: again }) - 1;
    again.push(build(part, entry, states));
  } else {
    for (let count = least; count < most; count += 1)
      entry = states.push({ type: 'split', next: [next, build(part, entry, states)] }) - 1;
  }
  for (let count = 0; count < least; count += 1) entry = build(part, entry, states);
  return entry;
}

/** Every state that is reached from these without a letter. */
function reach(
  from: readonly number[],
  states: readonly State[],
  place: { readonly isStart: boolean; readonly isEnd: boolean },
): ReadonlySet<number> {
  const reached = new Set<number>(from);
  // A set gives what is added to it while it is gone through.
  for (const each of reached) {
    const state = states[each];
    if (state?.type === 'split') for (const next of state.next) reached.add(next);
    if ((state?.type === 'start' && place.isStart) || (state?.type === 'end' && place.isEnd))
      reached.add(state.next);
  }
  return reached;
}
