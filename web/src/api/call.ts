// How the HTTP API is called. Every failure is a Problem with a sentence and a hint.

import createClient from 'openapi-fetch';
import type { components, paths } from '../../generated/schema';
import { loginNeed } from '../live/loginNeed';

/** A refusal of the server, or no answer at all (`no_connection`). */
export class Problem extends Error {
  constructor(
    readonly key: string,
    readonly detail: string,
    readonly hint: string,
    /** Further members of the problem document: `setting`, `job`, `port`, … */
    readonly more: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

function problemOf(body: unknown, status: number): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof given[name] === 'string' ? (given[name] as string) : '');
  return new Problem(text('key') || 'unknown', text('detail') || text('title') || `The server answered ${status}`, text('hint'), given);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('no_connection', '', '');
}

export const client = createClient<paths>({ baseUrl: '', headers: { Accept: 'application/json' } });

export interface Answer<T> { data?: T; error?: unknown; response: Response }

/** The body of a good answer; throws a Problem otherwise. */
export async function good<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw asProblem(error);
  }
  if (!answer.response.ok) {
    const problem = problemOf(answer.error, answer.response.status);
    loginNeed.refused(problem.key);
    throw problem;
  }
  return answer.data as T;
}

export const later = { Prefer: 'respond-async' };
export const path = (name: string) => ({ path: { name } });
type Accepted = components['schemas']['JobAccepted'];
/** An action that starts a job: its call answers with the job at once. */
export const started = async (asked: Promise<Answer<unknown>>): Promise<components['schemas']['Job']> => ((await good(asked)) as Accepted).job;
