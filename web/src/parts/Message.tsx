// A message at its place: what happened and what to do. It stays until its owner closes it.

import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/client';
import { Icon, type IconName } from './icons';

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

/** A key's sentence in the page's language where there is one; otherwise the server's own words. */
export function useWords() {
  const { t, i18n } = useTranslation();
  return (problem: { key: string; detail: string; hint: string }) => ({
    detail: problem.detail || t(`problem.${problem.key}.detail`, { defaultValue: t('problem.unknown.detail') }),
    hint: i18n.exists(`problem.${problem.key}.hint`) ? t(`problem.${problem.key}.hint`) : problem.hint,
  });
}

export function Trouble({ problem, title, onClose, actions, children }: { problem: Pick<Problem, 'key' | 'detail' | 'hint'>; title?: string; onClose?: () => void; actions?: ReactNode; children?: ReactNode }) {
  const { detail, hint } = useWords()(problem);
  return (
    <Message kind="trouble" title={title} onClose={onClose} actions={actions}>
      <p>{detail}</p>
      {hint && <p className="hint">{hint}</p>}
      {children}
    </Message>
  );
}
