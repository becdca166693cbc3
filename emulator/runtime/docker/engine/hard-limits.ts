/** The hard limits of a process by the names that the engine gives ulimits, out of the text of `/proc/<pid>/limits`. */
export function hardLimits(text: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [title, name] of Object.entries(names)) {
    const limit = new RegExp(`^Max ${title}\\s+\\S+\\s+(\\d+)\\s`, 'm').exec(text)?.[1];
    if (limit !== undefined) found[name] = Number(limit);
  }
  return found;
}

/** The kernel's titles and the engine's names. */
const names: Readonly<Record<string, string>> = {
  'cpu time': 'cpu',
  'file size': 'fsize',
  'data size': 'data',
  'stack size': 'stack',
  'core file size': 'core',
  'resident set': 'rss',
  processes: 'nproc',
  'open files': 'nofile',
  'locked memory': 'memlock',
  'file locks': 'locks',
  'pending signals': 'sigpending',
  'msgqueue size': 'msgqueue',
  'nice priority': 'nice',
  'realtime priority': 'rtprio',
  'realtime timeout': 'rttime',
};
