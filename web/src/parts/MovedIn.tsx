// An app that another program ran before waits for its owner's word: it stays, or all is put back as it was.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { App } from '../api/client';
import { moveInApi } from '../api/moveIn';
import { useStart } from '../live/actions';
import { useMay } from '../live/me';
import { Confirm } from './Confirm';
import { Message } from './Message';

export function MovedIn({ app }: { app: App }) {
  const { t } = useTranslation();
  const { admin } = useMay();
  const { working, start } = useStart(app.name);
  const [asked, setAsked] = useState<'undo' | 'confirm' | null>(null);
  if (!app.moved_in || app.moved_in.confirmed) return null;
  const program = app.moved_in.program_name;
  const act = async (what: 'undo' | 'confirm') => {
    await start(what, () => moveInApi[what](app.name));
    setAsked(null);
  };
  const buttons = (
    <>
      <Button onClick={() => setAsked('confirm')} data-key="confirm">{t('movein.confirm')}</Button>
      <Button variant="default" onClick={() => setAsked('undo')} data-key="undo">{t('movein.undo')}</Button>
    </>
  );
  return (
    <>
      <Message kind="note" title={t('movein.open', { name: app.display_name, program })} actions={admin && buttons}><p>{t('movein.open_text')}</p></Message>
      <Confirm opened={asked === 'confirm'} title={t('movein.confirm_title')} yes={t('movein.confirm')} working={working !== null} onClose={() => setAsked(null)} onYes={() => void act('confirm')}>
        <p>{t('movein.confirm_text', { program })}</p>
      </Confirm>
      <Confirm opened={asked === 'undo'} title={t('movein.undo_title')} yes={t('movein.undo')} working={working !== null} onClose={() => setAsked(null)} onYes={() => void act('undo')}>
        <p>{t('movein.undo_text', { program })}</p>
      </Confirm>
    </>
  );
}
