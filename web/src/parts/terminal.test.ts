import { describe, expect, it } from 'vitest';
import { Problem } from '../api/client';
import { pieces, readControl, terminalPath } from './terminal';

describe('what the server says of a terminal', () => {
  it('is read', () => {
    expect(readControl('{"type":"started","service":"web","container":"blog-web-1","shell":"/bin/sh"}')).toEqual({ started: '/bin/sh' });
    expect(readControl('{"type":"exit","reason":"process","code":3}')).toEqual({ ended: { reason: 'process', code: 3 } });
    expect(readControl('{"type":"exit","reason":"idle","code":null}')).toEqual({ ended: { reason: 'idle', code: null } });
    expect(readControl('{"type":"error","key":"no_shell","detail":"none","hint":"see its log"}')).toEqual({ ended: { problem: new Problem('no_shell', 'none', 'see its log') } });
  });

  it('may be more than this page knows', () => {
    expect(readControl('{"type":"exit","reason":"moon","code":null}')).toEqual({ ended: { reason: 'lost', code: null } });
    for (const text of ['{"type":"weather"}', '{}', 'no json', '']) expect(readControl(text)).toBeNull();
  });
});

describe('a terminal', () => {
  it('sends a large text in pieces', () => {
    const text = Uint8Array.from({ length: 10 }, (_, at) => at);
    expect(pieces(text, 4).map((piece) => [...piece])).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
    expect(pieces(new Uint8Array(0))).toEqual([]);
  });

  it('is asked for by name and service', () => {
    expect(terminalPath('blog', { cols: '80', rows: '24', service: 'db&x' })).toBe('/api/apps/blog/terminal?cols=80&rows=24&service=db%26x');
  });
});
