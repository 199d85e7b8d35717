// The app's form again.

import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router-dom';
import { api, asProblem } from '../../api/client';
import { useRunningJob } from '../../live/hooks';
import { keys } from '../../live/keys';
import { live } from '../../live/live';
import { firstValues } from '../../parts/form';
import { Trouble } from '../../parts/Message';
import { SettingsForm } from '../../parts/SettingsForm';
import { MovedPorts } from './MovedPorts';

export function AppSettings() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const busy = useRunningJob(name) !== undefined;
  // Read anew at each visit; what is being typed is not replaced while the page is open.
  const form = useQuery({ queryKey: keys.settings(name), queryFn: () => api.settings(name), gcTime: 0, retry: 0 });
  const [asked, setAsked] = useState<string[]>([]);
  const [trusted, setTrusted] = useState(false);
  const send = async (values: Record<string, string>) => {
    try {
      live.begun(await api.saveSettings(name, values, trusted ? asked : []));
      setAsked([]);
    } catch (error) {
      const refusal = asProblem(error);
      if (refusal.key === 'permissions_not_accepted') setAsked(refusal.more.permissions as string[]);
      setTrusted(false);
      throw error;
    }
  };
  if (form.error) return <Trouble problem={asProblem(form.error)} actions={<Button variant="default" onClick={() => void form.refetch()}>{t('try_again')}</Button>} />;
  if (!form.data) return null;
  const { ports } = form.data;
  return (
    <>
      {(form.data.form.length > 0 || ports.length === 0) && (
        <section className="panel" aria-label={t('app.settings')}>
          {form.data.form.length === 0 ? <p>{t('settings.none')}</p> : (
            <SettingsForm settings={form.data.form} initial={firstValues(form.data.form, form.data.values)} secretsSet={form.data.secrets_set} submit={t('settings.submit')} hold={busy} send={send}>
              {asked.length > 0 && (
                <Checkbox color="red" checked={trusted} onChange={(event) => setTrusted(event.currentTarget.checked)} label={t('permissions.trust', { app: name })} description={asked.join(', ')} />
              )}
              <p className="dim">{t('settings.restart')}</p>
            </SettingsForm>
          )}
        </section>
      )}
      {ports.length > 0 && <MovedPorts key={JSON.stringify(ports)} name={name} ports={ports} busy={busy} />}
    </>
  );
}
