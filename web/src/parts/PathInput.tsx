// A folder on the server, typed or picked.

import { Button, Modal, TextInput, UnstyledButton, type TextInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '../api/client';
import { keys } from '../live/keys';
import { Icon } from './icons';
import { Trouble } from './Message';

function Picker({ start, onPick }: { start: string; onPick: (path: string) => void }) {
  const { t } = useTranslation();
  const [path, setPath] = useState(start);
  const found = useQuery({ queryKey: keys.folders(path), queryFn: () => api.folders(path), gcTime: 0, staleTime: 0, retry: 0 });
  const view = found.data;
  return (
    <div className="picker">
      <p className="picker-path"><Icon name="folder" size={18} /> {view?.path || path || t('picker.roots')}</p>
      {found.error && <Trouble problem={asProblem(found.error)} actions={<Button variant="default" onClick={() => setPath('')}>{t('picker.roots')}</Button>} />}
      <ul className="picker-list">
        {view && view.path !== '' && <li><UnstyledButton onClick={() => setPath(view.parent ?? '')}><Icon name="back" size={16} />{t('picker.up')}</UnstyledButton></li>}
        {view?.folders.map((each) => <li key={each.path}><UnstyledButton onClick={() => setPath(each.path)}><Icon name="folder" size={18} />{each.name}</UnstyledButton></li>)}
      </ul>
      {view && view.folders.length === 0 && <p className="dim">{t('picker.none')}</p>}
      {view?.more && <p className="dim">{t('picker.more')}</p>}
      <div className="actions"><Button disabled={!view?.path} onClick={() => { if (view) onPick(view.path); }}>{t('picker.take')}</Button></div>
    </div>
  );
}

type Props = Omit<TextInputProps, 'value' | 'onChange'> & { value: string; onChange: (value: string) => void };

export function PathInput({ value, onChange, ...more }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <TextInput {...more} placeholder={more.placeholder ?? '/srv/…'} autoComplete="off" value={value} onChange={(event) => onChange(event.currentTarget.value)}
        rightSectionWidth={124} rightSectionPointerEvents="all" rightSection={<Button size="compact-sm" variant="default" leftSection={<Icon name="folder" size={16} />} onClick={() => setOpen(true)}>{t('picker.open')}</Button>} />
      <Modal.Root opened={open} onClose={() => setOpen(false)}>
        <Modal.Overlay />
        <Modal.Content>
          <div className="dialog-head"><Modal.Title>{t('picker.title')}</Modal.Title><Modal.CloseButton aria-label={t('close')} /></div>
          <Modal.Body><Picker start={value.startsWith('/') ? value : ''} onPick={(path) => { onChange(path); setOpen(false); }} /></Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
