// Asks before something that is not taken back lightly; the question says what will happen.

import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props { opened: boolean; title: string; yes: string; working?: boolean; danger?: boolean; /** Why it cannot be said yet. */ hold?: boolean; onYes: () => void; onClose: () => void; children: ReactNode }

export function Confirm({ opened, title, yes, working = false, danger = false, hold = false, onYes, onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened={opened} onClose={onClose}>
      <Modal.Overlay />
      <Modal.Content>
        <div className="dialog-head"><Modal.Title>{title}</Modal.Title><Modal.CloseButton aria-label={t('close')} /></div>
        <Modal.Body>
          <div className="dialog-words">{children}</div>
          <div className="actions dialog-actions">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button loading={working} disabled={hold} onClick={onYes} data-key="yes" {...(danger ? { color: 'red.8' } : {})}>{yes}</Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
