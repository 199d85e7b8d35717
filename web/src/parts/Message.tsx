// A message at its place: what happened and what to do. It stays until its owner closes it.

import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from './icons';
import { problemWords, type Said } from './serverWords';

type Kind = 'trouble' | 'warning' | 'good' | 'note';
const icons: Record<Kind, IconName> = { trouble: 'warning', warning: 'warning', good: 'check', note: 'bell' };

export function Message({ kind, title, children, onClose, actions }: { kind: Kind; title?: string; children?: ReactNode; onClose?: () => void; actions?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={`message ${kind}`} role={kind === 'trouble' ? 'alert' : 'status'}>
      <span className="message-icon"><Icon name={icons[kind]} /></span>
      <div className="message-text">
        {title && <p className="message-title">{title}</p>}
        {children}
        {actions && <div className="actions">{actions}</div>}
      </div>
      {onClose && <CloseButton aria-label={t('close_message')} onClick={onClose} className="message-close" />}
    </div>
  );
}

export function useWords() {
  const { i18n } = useTranslation();
  return (said: Said) => problemWords(i18n, said);
}

/** What the server itself said, for who wants to know or to search for it. */
export function OwnWords({ text }: { text: string }) {
  const { t } = useTranslation();
  return text === '' ? null : <p className="dim own-words">{t('own_words')} <span lang="en">{text}</span></p>;
}

export function Trouble({ problem, title, onClose, actions, children }: { problem: Said; title?: string; onClose?: () => void; actions?: ReactNode; children?: ReactNode }) {
  const { text, hint, own } = useWords()(problem);
  return (
    <Message kind="trouble" title={title} onClose={onClose} actions={actions}>
      <p>{text}</p>
      {hint && <p className="hint">{hint}</p>}
      {children}
      <OwnWords text={own} />
    </Message>
  );
}
