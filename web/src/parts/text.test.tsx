// @vitest-environment jsdom
import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pieces, plain } from './ansi';
import { ago, bytes, duration, lasting, measured } from './format';
import Markdown from './Markdown';
import { openUrl } from './openUrl';

describe('the output of a program', () => {
  it('keeps its colours and loses other control sequences', () => {
    expect(pieces('\u001b[1;31mbad\u001b[0m \u001b[2Krest\u0007')).toEqual([{ text: 'bad', class: 'ansi-1 ansi-bold' }, { text: ' ', class: '' }, { text: 'rest', class: '' }]);
    expect(plain('\u001b]0;title\u0007a\u001b[38;5;3mb')).toBe('ab');
  });
});

describe('numbers', () => {
  it('are read as people write them', () => {
    expect([0, 999, 1500, 12_345_678, 2e12].map((count) => bytes(count, 'en'))).toEqual(['0 B', '999 B', '1.5 KB', '12.3 MB', '2.0 TB']);
    expect(bytes(1500, 'de')).toBe('1,5 KB');
    expect([1, 12, 61, 4000].map(duration)).toEqual(['5 s', '15 s', '2 min', '2 h']);
    expect([0, 1.42, 12.4, 240].map((seconds) => measured(seconds, 'de'))).toEqual(['0 s', '1,4 s', '12 s', '4 min']);
    const now = Date.parse('2030-01-03T12:00:00Z');
    expect(['2030-01-03T12:00:01Z', '2030-01-03T11:55:00Z', '2030-01-02T12:00:00Z', '2029-12-22T12:00:00Z'].map((since) => lasting(since, 'en', now))).toEqual(['0 minutes', '5 minutes', '24 hours', '12 days']);
    const from = Date.parse('2030-01-01T12:00:00Z');
    expect(ago('2030-01-01T11:57:00Z', 'en', from)).toBe('3 minutes ago');
    expect(ago('2029-12-31T12:00:00Z', 'de', from)).toBe('gestern');
  });
});

describe('where an app is opened', () => {
  it('is the host of the browser, and the web only', () => {
    expect(openUrl({ open_url: 'http://{host}:80/a', open_host: null }, 'nas.local')).toBe('http://nas.local:80/a');
    expect(openUrl({ open_url: 'http://{host}', open_host: 'fe80::1' }, 'x')).toBe('http://[fe80::1]');
    expect(openUrl({ open_url: 'javascript:alert(1)', open_host: null }, 'x')).toBeNull();
    expect(openUrl({ open_url: null, open_host: null }, 'x')).toBeNull();
  });
});

describe("an author's text", () => {
  it('cannot bring HTML, scripts or pictures with it', () => {
    const { container } = render(<Markdown text={'# Hi\n**bold** <img src=x onerror=alert(1)> <b>no</b> [a](javascript:alert(1)) [b](https://example.org) ![pic](https://evil.example/a.png)'} />);
    expect(container.querySelectorAll('img, script, b').length).toBe(0);
    expect([...container.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual(['https://example.org']);
    expect(container.querySelector('strong')?.textContent).toBe('bold');
    expect(container.querySelector('h1')).toBeNull();
  });
});
