// Writing the app into one file: with its data or without, and what keeps others from reading it.

import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { moveApi } from '../../api/move';
import { useRunningJob } from '../../live/hooks';
import { live } from '../../live/live';
import { Trouble } from '../../parts/Message';
import { noPassphrase, PassphraseFields, wrongPassphrase } from '../../parts/Passphrase';
import { rememberExport } from '../../parts/ownExports';
import { useSend } from '../../parts/useSend';

function ExportForm({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { sending, problem, send, forget } = useSend();
  const [data, setData] = useState(true);
  const [secrets, setSecrets] = useState(true);
  const [typed, setTyped] = useState(noPassphrase);
  const sealed = data || secrets;
  const wrong = sealed ? wrongPassphrase(typed) : null;
  const submit = async () => {
    const job = await send(() => moveApi.export(name, data, secrets, sealed ? typed.first : ''));
    if (!job) return;
    rememberExport(job.id);
    live.begun(job);
    onDone();
  };
  return (
    <form className="form" noValidate onSubmit={(event) => { event.preventDefault(); if (!wrong) void submit(); }}>
      <Checkbox checked={data} onChange={(event) => setData(event.currentTarget.checked)} label={t('move.data')} description={t('move.data_text')} />
      <Checkbox checked={secrets} onChange={(event) => setSecrets(event.currentTarget.checked)} label={t('move.secrets')} description={t('move.secrets_text')} />
      {sealed && <PassphraseFields typed={typed} onChange={setTyped} />}
      {sealed && wrong === 'differs' && typed.second !== '' && <p className="hint" role="status">{t('move.differs')}</p>}
      {problem && <Trouble problem={problem} onClose={forget} />}
      <div className="actions"><Button type="submit" loading={sending} disabled={wrong !== null} data-key="export">{t('move.export')}</Button></div>
    </form>
  );
}

export function ExportApp({ name, title }: { name: string; title: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const busy = useRunningJob(name) !== undefined;
  const close = () => setOpened(false);
  return (
    <>
      <div className="actions"><Button variant="default" disabled={busy} onClick={() => setOpened(true)} data-key="open-export">{t('move.open')}</Button></div>
      <Modal.Root opened={opened} onClose={close}>
        <Modal.Overlay />
        <Modal.Content>
          <div className="dialog-head"><Modal.Title>{t('move.title', { app: title })}</Modal.Title><Modal.CloseButton aria-label={t('close')} /></div>
          <Modal.Body>
            <p className="dialog-words">{t('move.text')}</p>
            <ExportForm name={name} onDone={close} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
