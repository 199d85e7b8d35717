// Pictures of an app; one opened fills the window and leads on to the next, by button and by arrow key.

import { CloseButton, Modal, UnstyledButton } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icons';

export function Screenshots({ app, urls }: { app: string; urls: string[] }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(0);
  const [opened, setOpened] = useState(false);
  const [broken, setBroken] = useState<string[]>([]); // a file that is no picture is left out
  const list = urls.filter((each) => !broken.includes(each));
  const at = Math.min(shown, list.length - 1);
  const name = (index: number) => t('screenshots.name', { number: index + 1, count: list.length, app });
  const go = (by: number) => setShown((at + by + list.length) % list.length);
  // Of the window: the focus reaches the dialog a moment after the dialog is seen.
  useWindowEvent('keydown', (event) => {
    if (!opened) return;
    if (event.key === 'ArrowLeft') go(-1);
    if (event.key === 'ArrowRight') go(1);
  });
  if (list.length === 0) return null;
  return (
    <section aria-label={t('screenshots.title')} className="screenshots">
      <ul>
        {list.map((url, index) => (
          <li key={url}>
            <UnstyledButton onClick={() => { setShown(index); setOpened(true); }} aria-label={t('screenshots.open', { number: index + 1 })}>
              <img src={url} alt={name(index)} loading="lazy" decoding="async" width="320" height="200" onError={() => setBroken((before) => [...before, url])} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <Modal.Root opened={opened} onClose={() => setOpened(false)} size="auto" centered>
        <Modal.Overlay />
        <Modal.Content>
          <div className="dialog-head"><Modal.Title>{name(at)}</Modal.Title><CloseButton aria-label={t('close')} onClick={() => setOpened(false)} /></div>
          <Modal.Body>
            <img className="screenshot-large" src={list[at]} alt={name(at)} />
            {list.length > 1 && (
              <div className="screenshot-ways">
                <UnstyledButton className="screenshot-way" onClick={() => go(-1)} aria-label={t('screenshots.before')}><Icon name="back" /></UnstyledButton>
                <span className="dim" aria-hidden="true">{at + 1} / {list.length}</span>
                <UnstyledButton className="screenshot-way next" onClick={() => go(1)} aria-label={t('screenshots.next')}><Icon name="back" /></UnstyledButton>
              </div>
            )}
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </section>
  );
}
