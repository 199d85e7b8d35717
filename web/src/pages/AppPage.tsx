// One installed app: its head with the actions, and the ways to its parts.

import { Button } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useParams } from 'react-router-dom';
import { api, type App } from '../api/client';
import { useStart } from '../live/actions';
import { useApp, useAppList, useLastJob, useRunningJob } from '../live/hooks';
import { useMay } from '../live/me';
import { troubles, useTroubles } from '../live/troubles';
import { Causes } from '../parts/Causes';
import { Icon } from '../parts/icons';
import { JobEnd } from '../parts/JobEnd';
import { JobProgress } from '../parts/JobProgress';
import { Trouble } from '../parts/Message';
import { MovedIn } from '../parts/MovedIn';
import { openUrl } from '../parts/openUrl';
import { Page } from '../parts/Page';
import { reasonWords } from '../parts/serverWords';
import { StateLabel } from '../parts/StateLabel';
import { Tabs } from '../parts/Tabs';
import { hasUpdate } from '../parts/update';
import { UpdateBadge } from '../parts/UpdateWords';
import { NotFoundPage } from './NotFound';

function Actions({ app }: { app: App }) {
  const { t } = useTranslation();
  const { working, start } = useStart(app.name);
  const url = openUrl(app);
  const off = app.state === 'stopped';
  const { operate } = useMay();
  const run = (action: 'start' | 'stop' | 'restart', icon: 'play' | 'stop' | 'restart') => (
    <Button key={action} data-key={action} variant="default" leftSection={<Icon name={icon} size={16} />} loading={working === action} disabled={working !== null && working !== action}
      onClick={() => void start(action, () => api.run(app.name, action))}>{t(`app.${action}`)}</Button>
  );
  if (app.state === 'broken') return null;
  return (
    <div className="hero-actions">
      {!off && app.state !== 'failed' && url && (
        <Button component="a" href={url} target="_blank" rel="noopener noreferrer" data-key="open" rightSection={<Icon name="open" size={16} />}>{t('app.open')}</Button>
      )}
      {operate && (off ? run('start', 'play') : [run('restart', 'restart'), run('stop', 'stop')])}
    </div>
  );
}

export function AppPage() {
  const { t, i18n } = useTranslation();
  const { name = '' } = useParams();
  const list = useAppList();
  const app = useApp(name);
  const job = useRunningJob(name);
  const last = useLastJob(name);
  const { refused } = useTroubles();
  const { install, admin } = useMay();
  if (!list.data) return null;
  if (!app) {
    if (job) return <Page title={name}><section className="panel"><JobProgress job={job} /></section></Page>;
    if (last?.kind === 'remove' || last?.kind.startsWith('move_in')) {
      return <Page title={name} back={{ to: '/', text: t('home.title') }}><JobEnd job={last} /><div className="actions"><Button component={Link} to="/">{t('nav.home')}</Button></div></Page>;
    }
    return <NotFoundPage />;
  }
  const refusal = refused[name];
  return (
    <Page title={app.display_name} hideTitle back={{ to: '/', text: t('home.title') }}>
      <div className="hero" data-app={name}>
        <img src={app.icon} alt="" width="88" height="88" />
        <div className="hero-words">
          <p className="hero-name" aria-hidden="true">{app.display_name}</p>
          <p className="hero-state"><StateLabel state={job ? 'busy' : app.state} /><UpdateBadge app={app} />{app.version && <span className="dim">{t('store.version', { version: app.version })}</span>}</p>
          {app.tagline && <p className="dim">{app.tagline}</p>}
        </div>
        {!job && <Actions app={app} />}
      </div>
      {job && <section className="panel"><JobProgress job={job} /></section>}
      {refusal && <Trouble problem={refusal} onClose={() => troubles.forget(name)} />}
      {!job && <JobEnd job={last} />}
      {!job && <MovedIn app={app} />}
      {!job && app.error && <Trouble title={t('state.broken')} problem={app.error} actions={install && app.error.key === 'placeholder_secret' && <Button component={Link} to="settings">{t('app.settings')}</Button>} />}
      {!job && !app.error && (app.state === 'failed' || app.state === 'unhealthy') && app.reason && last?.state !== 'failed' && (
        <Trouble problem={{ key: 'app_reason', detail: reasonWords(i18n, app), hint: '' }} actions={<Button component={Link} to="logs" variant="default">{t('app.logs')}</Button>}>
          <Causes app={app} />
        </Trouble>
      )}
      <Tabs label={t('app.parts')} tabs={[
        { to: '.', text: t('app.overview') }, { to: 'logs', text: t('app.logs') },
        ...(admin ? [{ to: 'terminal', text: t('app.terminal') }] : []), ...(install ? [{ to: 'settings', text: t('app.settings') }] : []),
        ...(admin ? [{ to: 'files', text: t('app.files') }] : []),
        { to: 'updates', text: t('app.updates'), mark: hasUpdate(app) && t('update.badge') }, ...(install ? [{ to: 'remove', text: t('app.remove') }] : []),
      ]} />
      <Suspense><Outlet /></Suspense>
    </Page>
  );
}
