/**
 * Seconds, AWS's least. A program that is signalled before it has set up its handler ignores the signal, being
 * process 1: a task that is stopped while it starts would have to be waited for by the default of 30 s.
 */
export const promptStopTimeout = 2;
