// Colours in the output of programs (ECMA-48 SGR); other control sequences are left out.

export interface Piece { text: string; class: string }

const sequence = /\u001b\[([0-9;?]*)([A-Za-z])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-_]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

export function pieces(line: string): Piece[] {
  const list: Piece[] = [];
  let colour = '';
  let bold = false;
  let from = 0;
  const add = (text: string) => { if (text !== '') list.push({ text, class: [colour, bold ? 'ansi-bold' : ''].filter(Boolean).join(' ') }); };
  for (const found of line.matchAll(sequence)) {
    add(line.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[2] !== 'm') continue;
    for (const code of (found[1] || '0').split(';').map(Number)) {
      if (code === 0) { colour = ''; bold = false; }
      else if (code === 1) bold = true;
      else if (code === 22) bold = false;
      else if (code === 39) colour = '';
      else if (code >= 30 && code <= 37) colour = `ansi-${code - 30}`;
      else if (code >= 90 && code <= 97) colour = `ansi-${code - 90}`;
      else if (code === 38 || code === 48) break; // palette and true colour: left as they are
    }
  }
  add(line.slice(from));
  return list;
}

export const plain = (line: string) => line.replace(sequence, '');
