// What is different between the file as it is and the text that would be applied.

import { useTranslation } from 'react-i18next';
import { around, diffLines } from '../../../parts/textDiff';

const signs = { same: ' ', gone: '-', new: '+' } as const;

export function Changes({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation();
  const lines = around(diffLines(before, after));
  return (
    <pre className="code-text diff" tabIndex={0} aria-label={t('files.changes')}>
      {lines.map((line, at) => (line === null
        ? <span key={at} className="diff-gap">…{'\n'}</span>
        : <span key={at} className={`diff-${line.kind}`}>{signs[line.kind]} {line.text}{'\n'}</span>))}
    </pre>
  );
}
