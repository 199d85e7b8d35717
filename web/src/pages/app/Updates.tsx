// Updates of one app.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router-dom';
import { api } from '../../api/client';
import { useStart } from '../../live/actions';
import { useApp, useRunningJob } from '../../live/hooks';
import { Icon } from '../../parts/icons';
import { hasUpdate } from '../../parts/update';

export function Updates() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const app = useApp(name);
  const busy = useRunningJob(name) !== undefined;
  const { working, start } = useStart(name);
  if (!app) return null;
  return (
    <section className="panel" aria-labelledby="update">
      <h2 id="update">{hasUpdate(app) ? t('update.there') : t('update.title')}</h2>
      <p>{t('update.text')}</p>
      <div className="actions">
        <Button data-key="update" leftSection={<Icon name="up" size={16} />} loading={working === 'update'} disabled={busy || app.state === 'broken'}
          onClick={() => void start('update', () => api.update(name))}>{t('update.now')}</Button>
      </div>
    </section>
  );
}
