// The danger zone: removing an app, with or without its data.

import { Button, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router-dom';
import { api } from '../../api/client';
import { useStart } from '../../live/actions';
import { useApp, useAppInFull, useNameOf, useRunningJob } from '../../live/hooks';
import { Message } from '../../parts/Message';

export function Remove() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const app = useApp(name);
  const nameOf = useNameOf();
  const full = useAppInFull(name).data;
  const busy = useRunningJob(name) !== undefined;
  const { working, start } = useStart(name);
  const [data, setData] = useState<'keep' | 'delete'>('keep');
  const [typed, setTyped] = useState('');
  if (!app) return null;
  const needed = full?.required_by ?? [];
  const volumes = full?.volumes.map((each) => each.short).join(', ') ?? '';
  const confirmed = data === 'keep' || typed.trim() === name;
  return (
    <section className="panel danger" aria-labelledby="remove">
      <h2 id="remove">{t('remove.title', { app: app.display_name })}</h2>
      {needed.length > 0 && <Message kind="warning">
          <p>{t('remove.needed')} {needed.map((each, at) => <span key={each}>{at > 0 && ', '}<Link to={`/apps/${each}/remove`}>{nameOf(each)}</Link></span>)}</p>
          <p className="hint">{t('remove.needed_hint')}</p>
        </Message>}
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (confirmed) void start('remove', () => api.remove(name, data)); }}>
        <Radio.Group label={t('remove.data')} value={data} onChange={(value) => setData(value as 'keep' | 'delete')}>
          <div className="radios">
            <Radio value="keep" label={t('remove.keep')} description={t('remove.keep_text')} />
            <Radio value="delete" label={t('remove.delete')} description={volumes === '' ? t('remove.delete_text') : t('remove.delete_what', { volumes })} />
          </div>
        </Radio.Group>
        {data === 'delete' && <TextInput label={t('remove.confirm', { name })} value={typed} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(event) => setTyped(event.currentTarget.value)} />}
        <div className="actions"><Button type="submit" color="red.8" loading={working === 'remove'} disabled={busy || !confirmed || needed.length > 0}>{data === 'keep' ? t('remove.submit') : t('remove.submit_delete')}</Button></div>
      </form>
    </section>
  );
}
