// An author's text at random, written to break out: whatever it is, the page holds no element, link or attribute but the allowed.
// FURTKA_FUZZ_SECONDS: how long (`make fuzz`); without it a few hundred texts.

import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import Markdown from './Markdown';

const seconds = Number(process.env.FURTKA_FUZZ_SECONDS ?? 0);
const allowed = new Set(['div', 'p', 'em', 'strong', 'del', 'a', 'ul', 'ol', 'li', 'h3', 'h4', 'code', 'pre', 'blockquote', 'hr', 'br']);
const link = /^<a href="https?:\/\/[^"<>]*" target="_blank" rel="noopener noreferrer nofollow">$/i;
const plain = /^<(?:div class="markdown"|code class="language-[^"<>]*"|ol start="\d+"|[a-z0-9]+\/?)>$/;

const marks = ['#', '*', '**', '_', '`', '```', '~~~', '\n', '\n\n', '> ', '- ', '1. ', '    ', '[', '](', ')', '![', '<', '>', '</', '"', '\'', '&', ';', '\\', '|', ':', '!', '\u0000', '\u2028', '\ufeff'];
const words = ['javascript:alert(1)', 'JaVaScRiPt&colon;alert(1)', 'java\tscript:x', 'data:text/html,<script>x</script>', 'vbscript:x', '//evil.example', 'https://example.org/?a=1&b=2', 'http://',
  '<script>x</script>', '<img src=x onerror=x>', '<svg/onload=x>', '<iframe src=x>', '<a href="javascript:x">', 'onclick=x', '&lt;script&gt;', '&#106;avascript:x', '<!-- -->', '<![CDATA[x]]>', '<?php ?>', '[a]: javascript:x', '[a]', '<https://x" onmouseover="x>', 'https://x"onmouseover="x', 'text'];
const piece = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...marks) }, { weight: 3, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) });
const some = fc.array(piece, { maxLength: 4 }).map((all) => all.join(''));
const whole = fc.tuple(fc.constantFrom('[', '!['), some, some, some).map(([begin, said, to, title]) => `${begin}${said}](${to}${title && ` "${title}"`})`);
const defined = fc.tuple(some, some).map(([name, to]) => `\n\n[${name}]: ${to}\n\n![${name}][] [${name}]`);
const text = fc.array(fc.oneof({ weight: 6, arbitrary: piece }, { weight: 2, arbitrary: whole }, { weight: 1, arbitrary: defined }), { maxLength: 30 }).map((all) => all.join(''));

it('no text of an author becomes more than text, lists and links to the web', () => {
  let count = 0;
  fc.assert(fc.property(text, (given) => {
    count += 1;
    for (const tag of renderToStaticMarkup(<Markdown text={given} />).match(/<[^>]*>/g) ?? []) {
      if (tag.startsWith('</')) continue;
      expect(allowed).toContain(/^<([a-z0-9]+)/.exec(tag)?.[1]);
      expect(tag).toMatch(tag.startsWith('<a ') ? link : plain);
    }
  }), seconds > 0 ? { numRuns: 1e9, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false } : { numRuns: 300 });
  if (seconds > 0) process.stdout.write(`markdown ${count} runs\n`);
}, (seconds + 30) * 1000);
