import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import de from './de.json';
import en from './en.json';
import { preferredLanguage } from './index';

type Tree = { [key: string]: string | Tree };
const leaves = (tree: Tree, at = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] => (typeof value === 'string' ? [[at + key, value]] : leaves(value, `${at}${key}.`)));

const english = new Map(leaves(en as Tree));
const german = new Map(leaves(de as Tree));
const sources = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) return sources(path);
  return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [readFileSync(path, 'utf8')] : [];
});
const code = sources(join(process.cwd(), 'src')).join('\n');

describe('both languages', () => {
  it('have the same texts', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('leave no text empty and name the same values', () => {
    const values = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();
    for (const [key, text] of english) {
      expect(text, key).not.toBe('');
      expect(german.get(key), key).not.toBe('');
      expect(values(german.get(key)!), key).toEqual(values(text));
    }
  });

  it('have every text the page asks for', () => {
    const asked = [...code.matchAll(/\bt\('([\w.]+)'/g)].map((found) => found[1]!);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !english.has(key) && !english.has(`${key}_other`))).toEqual([]);
  });

  it('have no text that nothing asks for', () => {
    const families = [...code.matchAll(/`([\w.]+\.)\$\{/g)].map((found) => found[1]!);
    const used = (key: string) => code.includes(`'${key.replace(/_(one|other)$/, '')}'`) || families.some((family) => key.startsWith(family));
    expect([...english.keys()].filter((key) => !used(key))).toEqual([]);
  });
});

describe('the language', () => {
  it.each([
    ['de', ['en-US'], 'de'],
    [null, ['de-AT', 'en'], 'de'],
    [null, ['fr', 'de'], 'de'],
    [null, ['fr'], 'en'],
    ['xx', [], 'en'],
  ])('chosen %s, wanted %j: %s', (chosen, wanted, language) => {
    expect(preferredLanguage(chosen, wanted)).toBe(language);
  });
});
