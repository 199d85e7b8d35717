import { afterEach, describe, expect, it } from 'vitest';
import { good, Problem } from '../api/call';
import { loginNeed, pageAfter } from './loginNeed';

const refusal = (status: number, key: string) => good(Promise.resolve({ error: { key, detail: 'no' }, response: new Response(null, { status }) }));

describe('a refusal for want of a login', () => {
  afterEach(() => loginNeed.tell('none'));

  it.each([[401, 'login_needed', 'login'], [401, 'setup_needed', 'setup'], [401, 'login_failed', 'none'], [403, 'role_missing', 'none']])('%s %s: %s', async (status, key, need) => {
    await expect(refusal(status, key)).rejects.toBeInstanceOf(Problem);
    expect(loginNeed.now()).toBe(need);
  });
});

describe('the page after the login', () => {
  it.each([['/apps/blog?x=1', '/apps/blog?x=1'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['https://evil.example', '/'], [null, '/'], ['/login?next=/', '/']])('%s: %s', (next, page) => {
    expect(pageAfter(next)).toBe(page);
  });
});
