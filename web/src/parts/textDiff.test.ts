import { expect, it } from 'vitest';
import { around, diffLines } from './textDiff';

const told = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => ({ same: ' ', gone: '-', new: '+' })[kind] + text);

it('tells the lines that are gone and new', () => {
  expect(told('a\nb\nc\n', 'a\nx\nc\n')).toEqual([' a', '-b', '+x', ' c']);
  expect(told('', 'a\nb\n')).toEqual(['+a', '+b']);
  expect(told('a\n', '')).toEqual(['-a']);
  expect(told('a\nb\n', 'a\nb\n')).toEqual([' a', ' b']);
});

it('tells as few of them as can be', () => {
  expect(told('a\nb\nc\nd\n', 'b\nc\nx\nd\n')).toEqual(['-a', ' b', ' c', '+x', ' d']);
});

it('tells a text of thousands of lines as replaced', () => {
  const many = (letter: string) => Array.from({ length: 3000 }, (_, at) => `${letter}${at}`).join('\n');
  expect(diffLines(many('a'), many('b'))).toHaveLength(6000);
});

it('leaves out what is far from a change', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `l${at}`);
  const shown = around(diffLines(lines.join('\n'), lines.map((line) => (line === 'l10' ? 'x' : line)).join('\n')), 1);
  expect(shown.map((line) => line?.text ?? '…')).toEqual(['…', 'l9', 'l10', 'x', 'l11', '…']);
  expect(around(diffLines('a\n', 'a\n'))).toEqual([]);
});
