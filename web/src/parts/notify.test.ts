import { describe, expect, it } from 'vitest';
import { emptyTarget, targetRequest, wrongTarget } from './notify';

const all = ['update_done', 'app_down'];
const ntfy = { ...emptyTarget(all), url: ' https://ntfy.sh/my-topic ' };
const mail = { ...emptyTarget(all), kind: 'mail' as const, host: 'smtp.example.org', from: 'server@example.org', to: 'me@example.org' };

describe('someone to be told', () => {
  it('is sent without what is empty, or left over from another kind', () => {
    expect(targetRequest({ ...ntfy, host: 'left.over', to: 'left@over' }, all)).toEqual({ kind: 'ntfy', url: 'https://ntfy.sh/my-topic' });
    expect(targetRequest({ ...mail, url: 'https://left.over', port: '2525', user: 'me', secret: ' word ' }, all)).toEqual(
      { kind: 'mail', host: 'smtp.example.org', security: 'starttls', port: 2525, from: 'server@example.org', to: 'me@example.org', user: 'me', secret: ' word ' });
  });

  it('is told all, or what was chosen', () => {
    expect(targetRequest({ ...ntfy, events: ['app_down'] }, all).events).toEqual(['app_down']);
    expect(targetRequest({ ...ntfy, events: [...all].reverse() }, all)).not.toHaveProperty('events');
  });

  it.each([
    [ntfy, {}],
    [mail, {}],
    [{ ...ntfy, url: 'ntfy.sh/topic' }, { url: 'url' }],
    [{ ...ntfy, url: 'https://user@ntfy.sh/topic' }, {}],
    [{ ...ntfy, url: 'https://ntfy.sh' }, { url: 'topic' }],
    [{ ...ntfy, url: 'https://ntfy.sh/' }, { url: 'topic' }],
    [{ ...ntfy, kind: 'webhook' as const, url: 'http://10.0.0.2:8123/api?a=b' }, {}],
    [{ ...ntfy, events: [] }, { events: 'events' }],
    [{ ...ntfy, ca_file: 'ca.pem' }, { ca_file: 'ca_file' }],
    [{ ...mail, host: 'smtp://x' }, { host: 'host' }],
    [{ ...mail, port: '0' }, { port: 'port' }],
    [{ ...mail, from: 'me', to: '' }, { from: 'mail', to: 'mail' }],
    [{ ...mail, user: 'me' }, { secret: 'login' }],
    [{ ...mail, secret: 'word' }, { user: 'login' }],
  ])('%#: is refused for %j', (typed, wrong) => {
    expect(wrongTarget(typed)).toEqual(wrong);
  });
});
