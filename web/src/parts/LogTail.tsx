// The last lines of a program's output, as text.

import { plain } from './ansi';

export function LogTail({ text, title }: { text: string; title: string }) {
  return (
    <figure className="tail">
      <figcaption className="dim">{title}</figcaption>
      <pre className="log small" role="group" tabIndex={0} aria-label={title}>{text.trimEnd().split('\n').map(plain).join('\n')}</pre>
    </figure>
  );
}
